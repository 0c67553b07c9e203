import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { outputBucket } from './runtime/environment.ts'
import { logger } from './runtime/logger.ts'
import { record, writeMetrics } from './runtime/metrics.ts'
import { readCalls, readUsage, resetCalls } from './runtime/usage.ts'
import { type ObjectStore, s3Store } from './storage/store.ts'

interface Correlated {
  execution?: string
}

/**
 * Makes a Lambda handler of a function of the event and the output bucket: with logging context, the execution name on
 * every line, metrics, and an unhandled fault logged once before it reaches the caller (Step Functions retries it; an S3
 * event goes to the failure queue). What the invocation used travels with its answer, for the cost of the run.
 */
export function handle<Event, Result>(run: (event: Event, output: ObjectStore) => Promise<Result>) {
  return middy<Event, Result>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(measure<Event, Result>())
    .before(({ event }) => {
      const execution = (event as Correlated)?.execution
      if (execution) logger.appendKeys({ execution })
    })
    .onError(({ error }) => {
      logger.error('fault', error as Error)
    })
    .handler((event) => run(event, s3Store(outputBucket())))
}

function measure<Event, Result>(): middy.MiddlewareObj<Event, Result> {
  // All its modules are loaded by now: Lambda bills that time to the first invocation.
  let init = performance.now()
  let startedAt = 0
  const end = (event: Event, context: Context, faults: number) => {
    const elapsed = performance.now() - startedAt
    report(event, context, elapsed, faults)
    const used = readUsage(elapsed, Number(context.memoryLimitInMB), init)
    init = 0
    return used
  }
  return {
    before: () => {
      resetCalls()
      startedAt = performance.now()
    },
    after: (request) => {
      const used = end(request.event, request.context, 0)
      // Outside Lambda (tests) there is no memory size, and nothing to charge for.
      if (used.mb && isRecord(request.response)) request.response = { ...request.response, used }
    },
    onError: ({ event, context }) => {
      end(event, context, 1)
    },
  }
}

/** One line with the metrics, one with the calls made. A failure to report never fails the function. */
function report(event: unknown, context: Context, elapsed: number, faults: number): void {
  try {
    const name = context.functionName?.split('-').at(-1) ?? ''
    record('FunctionSeconds', elapsed / 1000)
    record('FunctionFaults', faults)
    writeMetrics({ function: name, execution: (event as Correlated)?.execution ?? '' })
    logger.info('calls', { calls: readCalls() })
  } catch {
    // It is the log that cannot be written: there is nothing to say it with.
  }
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
