import type { Grain } from '../../jobs/stages.ts'
import { ConfigurationError } from './errors.ts'

/** The value of an environment variable. Throws ConfigurationError naming it when it is missing or empty. */
export function readVariable(name: string): string {
  const value = process.env[name]
  if (!value) throw new ConfigurationError(`environment variable ${name} is not set`)
  return value
}

/** The value of an environment variable that holds a positive number. Throws ConfigurationError otherwise. */
export function readNumber(name: string): number {
  const value = Number(readVariable(name))
  if (!(value > 0))
    throw new ConfigurationError(
      `environment variable ${name} is not a positive number: ${process.env[name]}`,
    )
  return value
}

/** Bucket users drop files into. */
export const inputBucket = () => readVariable('INPUT_BUCKET')

/** Bucket the tables and the pipeline's own state live in. */
export const outputBucket = () => readVariable('OUTPUT_BUCKET')

/** Name of the function that runs, which its folders on the disk carry; outside Lambda the project's. */
export const functionName = () => process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'card-pipeline'

/** What is staged, claimed, computed and published by itself. Throws ConfigurationError when it is no grain. */
export function deployedGrain(): Grain {
  const grain = process.env.GRAIN ?? 'month'
  if (grain === 'month' || grain === 'day') return grain
  throw new ConfigurationError(`environment variable GRAIN is neither month nor day: ${grain}`)
}

/** True where heavy stages have a cluster (EMR=on). */
export const emrIsOn = () => process.env.EMR === 'on'
