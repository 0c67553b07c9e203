import { AssertionError } from 'node:assert'
import type { Plan, StoredPlan } from '../../../../functions/catalog/plan.ts'
import type { StageResult } from '../../../../functions/catalog/stage-result.ts'
import { readJson } from '../../../../functions/storage/store.ts'
import type { Upload } from '../../../../functions/upload/upload.ts'
import { computeModel } from './compute.ts'
import { snapshotTables } from './snapshots.ts'
import type { World } from './world.ts'

/** One execution, as the state machine drives the functions: retries, a catch per stage, recovery after any other fault. */
export async function runPipeline(world: World, run: string, upload: Upload | null): Promise<void> {
  const { subject } = world
  const context = world.contextOf(run)
  try {
    if (upload) await retried(() => subject.admitUpload(context.store, upload, `manifests/${upload.id}`))
    const request = upload?.id ?? 'none'
    let plan = await retried(() => subject.planRun(context, run, request))
    while (plan.claimed > 0) {
      const results = await computeRound(world, run, plan)
      const round = plan
      plan = await retried(() => subject.publishRound(context, run, round, results))
    }
    // whatever becomes of it, the run has done its work
    if (world.policy.snapshots) await subject.commitRound(context, snapshotTables).catch(rethrowAssertion)
  } catch (fault) {
    if (fault instanceof AssertionError) throw fault
    // an execution that fails even here ends as FAILED: its claims expire
    await retried(() => subject.releaseClaims(context, run)).catch(rethrowAssertion)
  }
}

async function computeRound(world: World, run: string, plan: Plan): Promise<StageResult[]> {
  const { store } = world.contextOf(run)
  const stored = await retried(() => readJson<StoredPlan>(store, plan.planKey))
  const stages = stored?.value.stages ?? []
  return Promise.all(
    stages.map(async (planned): Promise<StageResult> => {
      const { stage, generation } = planned
      try {
        const poison = world.poisoned.get(stage)
        if (poison === 'kills') world.gate.kill(run)
        if (poison === 'fails') throw new Error('poisoned')
        return await computeModel(store, world.store, run, planned, world.sql, world.computing)
      } catch (error) {
        return { stage, generation, ok: false, error: rethrowAssertion(error).message }
      }
    }),
  )
}

/** A state's three tries. */
async function retried<T>(state: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await state()
    } catch (error) {
      rethrowAssertion(error)
      if (attempt === 3) throw error
    }
  }
}

function rethrowAssertion(error: unknown): Error {
  if (error instanceof AssertionError) throw error
  return error as Error
}
