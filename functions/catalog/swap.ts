import { CatalogLostError, ContentionError } from '../runtime/errors.ts'
import { retry } from '../runtime/retry.ts'
import { catalogKey } from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import { readJson, writeJson } from '../storage/store.ts'
import type { Catalog } from './catalog.ts'
import { hasTables } from './rebuild.ts'
import type { Setting } from './setting.ts'
import { emptyCatalog } from './stage-state.ts'

/** Times a swap is tried before it becomes a visible fault. */
const attempts = 30
const longestPause = 2000

/**
 * Changes the catalog by compare-and-swap: `change` is called with the catalog as it stands, again after every lost race,
 * and may read what it needs. Nothing is written when it changes nothing. Throws ContentionError when every try was lost,
 * CatalogLostError when there is none although tables are published: what is folded into nothing would replace them.
 */
export async function swapCatalog<T extends { catalog: Catalog }>(
  { store, pause, policy }: Pick<Setting, 'store' | 'pause' | 'policy'>,
  change: (catalog: Catalog) => T | Promise<T>,
): Promise<T> {
  const trySwap = async () => {
    const stored = await readJson<Catalog>(store, catalogKey)
    const before = stored?.value ?? emptyCatalog(policy.grain)
    const changed = await change(before)
    if (JSON.stringify(changed.catalog) === JSON.stringify(before)) return changed
    if (!stored && (await hasTables(store))) throw new CatalogLostError()
    const condition = stored ? { ifMatch: stored.etag } : { ifNoneMatch: '*' as const }
    await writeJson(store, catalogKey, changed.catalog, condition)
    return changed
  }
  const giveUp = (cause: unknown) =>
    new ContentionError(`the catalog changed under each of ${attempts} swaps`, { cause })
  return retry(trySwap, { attempts, firstPause: 50, longestPause, mayPass: isConflict, giveUp, pause })
}
