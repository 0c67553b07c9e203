import type { Catalog, Contribution } from '../../../functions/catalog/catalog.ts'
import { readContributions } from '../../../functions/catalog/stored-catalog.ts'
import type { ObjectStore } from '../../../functions/storage/store.ts'

/** The catalog with what every key contributes. */
export async function withAllKeys(store: ObjectStore, catalog: Catalog): Promise<Catalog> {
  const keys: Record<string, Contribution> = {}
  for await (const page of readContributions(store, catalog)) Object.assign(keys, page)
  return { ...catalog, keys }
}
