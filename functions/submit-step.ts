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
import { readReason } from './run/run-failure.ts'
import { carry, logger } from './runtime/handler.ts'

/** Writes the SQL of the heavy work, and submits it to the run's cluster; done again, it finds both again. */
export const handler = carry(async (work: HeavyWork | HeavyChecks | HeavyBenchmark) => {
  const script = await write(work)
  const step = await submit(script, work.execution)
  logger.info('refused' in step ? 'step refused' : 'step submitted', { ...step })
  return step
})

/** The submitted step. That EMR cannot be had is no fault of the run: the client has tried often enough. */
async function submit({ name, path }: Script, execution: string): Promise<StepRef | StepRefused> {
  const choices = deployedChoices()
  try {
    return await openStep(await openCluster(choices, execution), name, path)
  } catch (error) {
    return { refused: readReason({ Error: (error as Error).name, Cause: String(error) }) }
  }
}

function write(work: HeavyWork | HeavyChecks | HeavyBenchmark) {
  if ('heavy' in work) return writeScript(work)
  return 'benchmark' in work ? writeBenchmark(work) : writeChecks(work)
}
