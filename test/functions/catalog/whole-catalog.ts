import assert from 'node:assert/strict'
import type { Catalog, Contribution, PlannedContribution } from '../../../functions/catalog/catalog.ts'
import type { Page, Pages } from '../../../functions/catalog/pages.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { catalogKey, pageKey, pagePlace } from '../../../functions/storage/layout.ts'

type FetchedObject = <T>(key: string) => T | undefined

/**
 * The catalog as it stands in a store in memory, with every key. What units are made of, and add up to, must be what the
 * keys contribute, and every page that is named must be there.
 */
export function wholeCatalog(read: FetchedObject): Catalog {
  const root = read<Catalog>(catalogKey)
  if (!root) return emptyCatalog()
  const entries = <T>(pages: Pages = {}): Page<T> =>
    Object.assign(
      {},
      ...Object.values(pages).map((id) => {
        const place = pagePlace(id)
        const page = place === null ? read<Page<T>>(pageKey(id)) : read<Page<T>[]>(pageKey(id))?.[place]
        assert.ok(page, `page ${id} is named and missing`)
        return page
      }),
    )
  const keys = root.keys ?? entries<Contribution>(root.pages)
  if (!root.keys) checkUnits(root, keys, entries)
  return { ...root, keys }
}

function checkUnits(
  { stages }: Catalog,
  keys: Record<string, Contribution>,
  entries: <T>(pages?: Pages) => Page<T>,
): void {
  for (const [id, { input = 0, pages }] of Object.entries(stages)) {
    const unit = id.slice('etl/'.length)
    const expected = Object.entries(keys).filter(([, { months }]) => unit in months)
    const made = entries<PlannedContribution>(pages)
    assert.deepEqual(
      Object.fromEntries(Object.entries(made).map(([key, { upload, rows }]) => [key, [upload, rows]])),
      Object.fromEntries(expected.map(([key, { upload, months }]) => [key, [upload, months[unit]]])),
      `pages of ${id}`,
    )
    const rows = expected.reduce((sum, [, { months }]) => sum + months[unit]!, 0)
    assert.equal(input, rows, `rows of ${id}`)
  }
}
