import type { Catalog } from '../catalog/catalog.ts'
import type { PipelineContext } from '../catalog/context.ts'
import type { StoredPlan } from '../catalog/plan.ts'
import { swapCatalog } from '../catalog/swap.ts'
import { logger } from '../runtime/logger.ts'
import { attemptsPrefix, pageKey, pagesPrefix } from '../storage/layout.ts'
import { type ObjectStore, readJson } from '../storage/store.ts'

/** Milliseconds that what nothing references is kept all the same. */
const keptFor = 24 * 60 * 60_000

/**
 * Removes pages of the catalog that are older than a day and that neither the root nor the plan of a claim names. The root
 * is swapped after they were listed: whoever wrote one of them and has not swapped in its own root yet loses that swap.
 */
export async function cleanPages(context: PipelineContext): Promise<string[]> {
  const { store, now } = context
  const old: string[] = []
  for await (const { key, lastModified } of store.list(pagesPrefix))
    if (now().getTime() - lastModified.getTime() >= keptFor) old.push(key)
  if (old.length === 0) return []
  const { catalog } = await swapCatalog(context, (catalog) => ({
    catalog: { ...catalog, cleanings: (catalog.cleanings ?? 0) + 1 },
  }))
  const named = new Set([...namedPages(catalog), ...(await plannedPages(store, catalog))])
  const removed = old.filter((key) => !named.has(key))
  if (removed.length > 0) await store.delete(removed)
  logger.info('cleaned up pages', { pages: removed.length })
  return removed
}

const namedPages = ({ pages = {}, stages }: Catalog): string[] =>
  [pages, ...Object.values(stages).map((stage) => stage.pages ?? {})].flatMap((each) =>
    Object.values(each).map(pageKey),
  )

/** Pages that runs under way are still to read, although they may have been replaced meanwhile. */
async function plannedPages(store: ObjectStore, catalog: Catalog): Promise<string[]> {
  const plans = await readClaimedPlans(store, catalog)
  return plans.flatMap(({ stages }) => stages.flatMap(({ pages = {} }) => Object.values(pages).map(pageKey)))
}

/** Names of the runs that hold claims. */
export const claimants = (catalog: Catalog): string[] => [
  ...new Set(Object.values(catalog.stages).flatMap(({ claim }) => claim?.execution ?? [])),
]

/** Plans of the runs that hold claims: what they read must stay even when it was superseded meanwhile. */
export async function readClaimedPlans(store: ObjectStore, catalog: Catalog): Promise<StoredPlan[]> {
  const keys: string[] = []
  for (const execution of claimants(catalog))
    for await (const { key } of store.list(`${attemptsPrefix}${execution}/plan-`)) keys.push(key)
  const plans = await Promise.all(keys.map((key) => readJson<StoredPlan>(store, key)))
  return plans.flatMap((plan) => plan?.value ?? [])
}
