import type { PlannedStage } from '../catalog/catalog.ts'
import { outputBucket } from '../runtime/environment.ts'
import { ObjectChangedError } from '../runtime/errors.ts'
import { readJson, s3Store } from '../storage/store.ts'

/** A stage as the plan of its round lists it. Throws ObjectChangedError when the plan is gone or another claim's. */
export async function readPlannedStage(
  plan: string,
  stage: string,
  generation: number,
): Promise<PlannedStage> {
  const stored = await readJson<{ stages: PlannedStage[] }>(s3Store(outputBucket()), plan)
  const planned = stored?.value.stages.find((one) => one.stage === stage && one.generation === generation)
  if (!planned) throw new ObjectChangedError(`${plan} does not list ${stage} in generation ${generation}`)
  return planned
}
