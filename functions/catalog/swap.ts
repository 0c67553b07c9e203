import { CatalogLostError, ContentionError } from '../runtime/errors.ts'
import { retry } from '../runtime/retry.ts'
import { catalogKey } from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import { writeJson } from '../storage/store.ts'
import type { Catalog } from './catalog.ts'
import type { PipelineContext } from './context.ts'
import { pageReader } from './page-objects.ts'
import { type ReadPage, rememberPages } from './pages.ts'
import { hasTables } from './rebuild.ts'
import { emptyCatalog } from './stage-state.ts'
import { readStoredCatalog, writeContributions } from './stored-catalog.ts'

/** Times a swap is tried before it becomes a visible fault. */
const attempts = 30
const longestPause = 2000

/**
 * Changes the catalog by compare-and-swap: `change` is called with the catalog as it stands, again after every lost race,
 * and may read what it needs. New pages are written before the root that names them, and only the root is swapped; what a
 * lost race wrote, the nightly sweep removes. Nothing is written when nothing is changed. Throws ContentionError when every try was lost,
 * CatalogLostError when there is none although tables are published: what is folded into nothing would replace them.
 */
export async function swapCatalog<T extends { catalog: Catalog }>(
  { store, pause, policy }: Pick<PipelineContext, 'store' | 'pause' | 'policy'>,
  change: (catalog: Catalog, read: ReadPage) => T | Promise<T>,
): Promise<T> {
  const read = rememberPages(pageReader(store))
  const trySwap = async () => {
    const stored = await readStoredCatalog(store)
    const before = stored?.value ?? emptyCatalog(policy.grain)
    const changed = await change(before, read)
    if (JSON.stringify(changed.catalog) === JSON.stringify(before)) return changed
    if (!stored && (await hasTables(store))) throw new CatalogLostError()
    const root = await writeContributions(store, changed.catalog, read)
    const { keys, ...unchanged } = before
    if (JSON.stringify(root) === JSON.stringify(unchanged)) return changed
    const condition = stored ? { ifMatch: stored.etag } : { ifNoneMatch: '*' as const }
    await writeJson(store, catalogKey, root, condition)
    return { ...changed, catalog: { ...changed.catalog, ...root } }
  }
  const giveUp = (cause: unknown) =>
    new ContentionError(`the catalog changed under each of ${attempts} swaps`, { cause })
  return retry(trySwap, { attempts, firstPause: 50, longestPause, mayPass: isConflict, giveUp, pause })
}
