import type { StageId } from '../../jobs/stages.ts'
import { release } from './finish.ts'
import type { Setting } from './setting.ts'
import { swapCatalog } from './swap.ts'

/**
 * Releases every claim of a run that ends in a fault, each counted as a failure of its stage; returns the stages.
 * @param reason the fault in one line, kept with each stage
 */
export async function releaseClaims(
  setting: Setting,
  execution: string,
  reason = 'its run ended in a fault',
): Promise<StageId[]> {
  const { released } = await swapCatalog(setting, (catalog) => ({
    catalog: release(catalog, execution, reason),
    released: Object.keys(catalog.stages).filter((id) => catalog.stages[id]!.claim?.execution === execution),
  }))
  return released
}
