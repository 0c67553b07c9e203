import { Logger } from '@aws-lambda-powertools/logger'

/** The logger of a function: structured lines, correlated by the execution's name where there is one. */
export const logger = new Logger({ serviceName: 'card-pipeline' })
