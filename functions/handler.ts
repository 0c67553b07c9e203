import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'

/** The logger of a function: structured lines, correlated by the execution's name where there is one. */
export const logger = new Logger({ serviceName: 'card-pipeline' })

interface Correlated {
  execution?: string
}

/**
 * Carries a function: logging context, the execution name on every line, and an unhandled fault logged once before
 * it reaches the caller (Step Functions retries it; an S3 event goes to the failure queue).
 */
export function carry<Event, Result>(run: (event: Event) => Promise<Result>) {
  return middy<Event, Result>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .before(({ event }) => {
      const execution = (event as Correlated)?.execution
      if (execution) logger.appendKeys({ execution })
    })
    .onError(({ error }) => {
      logger.error('fault', error as Error)
    })
    .handler(run)
}
