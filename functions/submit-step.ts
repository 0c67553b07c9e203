import { deployedChoices } from './emr/choices.ts'
import { openCluster } from './emr/cluster.ts'
import {
  type HeavyBenchmark,
  type HeavyChecks,
  type HeavyWork,
  writeBenchmark,
  writeChecks,
  writeScript,
} from './emr/script.ts'
import { openStep } from './emr/step.ts'
import { carry, logger } from './runtime/handler.ts'

/** Writes the SQL of the heavy work, and submits it to the run's cluster; done again, it finds both again. */
export const handler = carry(async (work: HeavyWork | HeavyChecks | HeavyBenchmark) => {
  const script = await write(work)
  const cluster = await openCluster(deployedChoices(), work.execution)
  const step = await openStep(cluster, script.name, script.path)
  logger.info('step submitted', { ...step })
  return step
})

function write(work: HeavyWork | HeavyChecks | HeavyBenchmark) {
  if ('heavy' in work) return writeScript(work)
  return 'benchmark' in work ? writeBenchmark(work) : writeChecks(work)
}
