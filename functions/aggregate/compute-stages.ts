import type { PlannedStage } from '../catalog/catalog.ts'
import { readPlanned } from '../catalog/plan.ts'
import type { ComputedCall, ComputedStage, StageRef, StageResult } from '../catalog/stage-result.ts'
import { isUnit } from '../catalog/stage-state.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { withDuckDb } from '../runtime/duckdb.ts'
import { logger } from '../runtime/logger.ts'
import { Downloads } from '../storage/downloads.ts'
import type { ObjectStore } from '../storage/store.ts'
import { computeStage, storeResults } from './compute-stage.ts'
import { findStagedFiles } from './staged-files.ts'

const unitsAtOnce = 4

export interface ComputeTask {
  execution: string
  /** Key of the plan that lists the stages and what they are made of. */
  plan: string
  stages: StageRef[]
}

/**
 * Computes planned stages one after the other in one DuckDB, and reads what several of them read once. One that fails
 * leaves the others their results, and is tried again alone; throws the first fault when none could be computed.
 */
export async function computeStages(
  store: ObjectStore,
  { execution, plan, stages }: ComputeTask,
): Promise<ComputedCall> {
  const planned = await readPlanned(store, plan, stages)
  const faults: unknown[] = []
  const failed: StageResult[] = []
  const computed = await withDuckDb(async (session) => {
    const downloads = new Downloads(store, session.folder)
    await expectFiles(downloads, planned)
    const computed: ComputedStage[] = []
    for (const each of planned) {
      const { stage, generation } = each
      const started = Date.now()
      try {
        computed.push(await computeStage(store, session, downloads, execution, each))
        logger.info('computed', { stage, generation, engine: 'lambda', milliseconds: Date.now() - started })
      } catch (fault) {
        logger.error('stage cannot be computed', { stage, generation, error: fault as Error })
        faults.push(fault)
        failed.push({ stage, generation, ok: false, error: describeFault(fault as Error) })
      }
    }
    return computed
  })
  if (faults.length === stages.length) throw faults[0]
  return { results: [...(await storeResults(store, execution, stages[0]!, computed)), ...failed] }
}

/** Some units at a time, each of which reads manifests at the same time. One whose files cannot be found says so when it is computed. */
async function expectFiles(downloads: Downloads, planned: readonly PlannedStage[]): Promise<void> {
  const units = planned.filter(({ stage }) => isUnit(stage))
  await mapConcurrently(units, unitsAtOnce, (unit) =>
    findStagedFiles(downloads, unit).then(
      ({ files }) => downloads.expect(files),
      () => {},
    ),
  )
}

/** As Lambda tells of a fault that a function throws. */
const describeFault = ({ name, message }: Error) => JSON.stringify({ errorType: name, errorMessage: message })
