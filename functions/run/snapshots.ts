import { setTimeout as wait } from 'node:timers/promises'
import { computedTables } from '../../hive/contract.ts'
import type { PipelineContext } from '../catalog/context.ts'
import { type Committed, commitRound } from '../iceberg/commit-round.ts'
import { deployedGlue } from '../iceberg/glue-tables.ts'
import { PipelineError } from '../runtime/errors.ts'
import { logger } from '../runtime/logger.ts'
import { record } from '../runtime/metrics.ts'

/** What became of the snapshots after a run, in its summary. */
export type SnapshotSummary = { seconds: number } & (Committed | { failure: string })

/** Seconds after which the next run, or the sweep, is left to do it. */
const patience = 60

/**
 * Makes the tables' snapshots show what the catalog says, after everything that people wait for. A fault is a line in
 * the summary, a metric and nothing else: the tables are published, and the next run or sweep commits again.
 */
export async function commitSnapshots(context: PipelineContext): Promise<SnapshotSummary> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const limit = new AbortController()
  try {
    const committed = await Promise.race([
      commitRound({ ...context, glue: deployedGlue() }, computedTables),
      wait(patience * 1000, undefined, { signal: limit.signal, ref: false }).then(() => {
        throw new PipelineError(`not committed within ${patience} s`)
      }),
    ])
    record('SnapshotsCommitted', committed.committed.length)
    record('SnapshotTablesWaiting', committed.waiting.length)
    record('SnapshotSeconds', seconds())
    return { ...committed, seconds: seconds() }
  } catch (error) {
    logger.error('snapshots not committed', error as Error)
    record('SnapshotFaults', 1)
    return { failure: (error as Error).message, seconds: seconds() }
  } finally {
    limit.abort()
  }
}
