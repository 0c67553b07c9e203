import { coreNodesFor } from '../../jobs/cluster.ts'
import { readReason } from '../masking/reason.ts'
import type { ObjectStore } from '../storage/store.ts'
import { deployedChoices } from './choices.ts'
import { openCluster } from './cluster.ts'
import {
  type HeavyBenchmark,
  type HeavyChecks,
  type HeavyWork,
  type Script,
  writeBenchmark,
  writeChecks,
  writeScript,
} from './script.ts'
import { openStep, type StepRef, type StepRefused } from './step.ts'

/** What a run has for its cluster. */
export type Work = HeavyWork | HeavyChecks | HeavyBenchmark

/** A submitted step, and the core nodes that a cluster started for it has. */
type Submitted = (StepRef & { coreNodes: number }) | StepRefused

/**
 * Writes the SQL of the work and submits it to the run's cluster; done again, it finds both again. That EMR cannot be had
 * is no fault of the run: the client has tried often enough.
 */
export async function submitWork(store: ObjectStore, work: Work): Promise<Submitted> {
  const { name, path } = await writeWork(store, work)
  const choices = deployedChoices(store)
  const rows = countRows(work)
  try {
    const cluster = await openCluster(choices, work.execution, rows)
    return { ...(await openStep(cluster, name, path)), coreNodes: coreNodesFor(rows, choices) }
  } catch (error) {
    return { refused: readReason({ Error: (error as Error).name, Cause: String(error) }) }
  }
}

function writeWork(store: ObjectStore, work: Work): Promise<Script> {
  if ('heavy' in work) return writeScript(store, work)
  return 'benchmark' in work ? writeBenchmark(store, work) : writeChecks(store, work)
}

/** Rows that the work reads; what a benchmark reads is bounded, whatever the year holds. */
function countRows(work: Work): number {
  if ('heavy' in work) return work.heavy.reduce((sum, { rows }) => sum + rows, 0)
  return 'merged' in work ? work.merged.rows : 0
}
