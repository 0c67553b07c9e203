import { deployedChoices } from './emr/choices.ts'
import { openCluster } from './emr/cluster.ts'
import {
  type HeavyBenchmark,
  type HeavyChecks,
  type HeavyWork,
  type Script,
  writeBenchmark,
  writeChecks,
  writeScript,
} from './emr/script.ts'
import { openStep, type StepRef, type StepRefused } from './emr/step.ts'
import { handle } from './handle.ts'
import { readReason } from './run/run-failure.ts'
import { logger } from './runtime/logger.ts'
import type { ObjectStore } from './storage/store.ts'

/** Writes the SQL of the heavy work, and submits it to the run's cluster; done again, it finds both again. */
export const handler = handle(async (work: HeavyWork | HeavyChecks | HeavyBenchmark, store) => {
  const script = await write(store, work)
  const step = await submit(store, script, work.execution)
  logger.info('refused' in step ? 'step refused' : 'step submitted', { ...step })
  return step
})

/** The submitted step. That EMR cannot be had is no fault of the run: the client has tried often enough. */
async function submit(
  store: ObjectStore,
  { name, path }: Script,
  execution: string,
): Promise<StepRef | StepRefused> {
  const choices = deployedChoices(store)
  try {
    return await openStep(await openCluster(choices, execution), name, path)
  } catch (error) {
    return { refused: readReason({ Error: (error as Error).name, Cause: String(error) }) }
  }
}

function write(store: ObjectStore, work: HeavyWork | HeavyChecks | HeavyBenchmark) {
  if ('heavy' in work) return writeScript(store, work)
  return 'benchmark' in work ? writeBenchmark(store, work) : writeChecks(store, work)
}
