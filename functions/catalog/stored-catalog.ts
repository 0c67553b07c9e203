import { unitStage } from '../../jobs/stages.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { catalogKey } from '../storage/layout.ts'
import { type ObjectStore, readJson, type StoredJson } from '../storage/store.ts'
import type { Catalog, Contribution, PlannedContribution } from './catalog.ts'
import { PageWriter, pageReader } from './page-objects.ts'
import { type Page, type Pages, type ReadPage, readEntries, readPages, writePages } from './pages.ts'

/** Units whose pages are written at the same time. */
const unitsAtOnce = 4

/** What stands at `catalogKey`: everything but the contributions, which stand in pages. */
type Root = Omit<Catalog, 'keys'>

/** The catalog without the contributions of any key, or null when there is none. */
export async function readCatalog(store: ObjectStore): Promise<Catalog | null> {
  return (await readStoredCatalog(store))?.value ?? null
}

/** The catalog and its ETag. One that an older version wrote, whole in one object, is taken over with all its keys. */
export async function readStoredCatalog(store: ObjectStore): Promise<StoredJson<Catalog> | null> {
  const stored = await readJson<Root | Catalog>(store, catalogKey)
  if (!stored) return null
  const { value, etag } = stored
  return { value: 'keys' in value ? takeOver(value) : { ...value, keys: {} }, etag }
}

/** An older catalog with what each unit's rows add up to; pure. */
function takeOver(catalog: Catalog): Catalog {
  const stages = { ...catalog.stages }
  for (const id of Object.keys(stages)) stages[id] = { ...stages[id]!, input: undefined }
  for (const { months } of Object.values(catalog.keys))
    for (const [unit, rows] of Object.entries(months)) {
      const stage = stages[unitStage(unit)]
      if (stage) stage.input = (stage.input ?? 0) + rows
    }
  return { ...catalog, stages }
}

/** The catalog with what these keys, and what looks like them, contribute. */
export async function withKeys(
  store: ObjectStore,
  catalog: Catalog,
  keys: readonly string[],
  read: ReadPage = pageReader(store),
): Promise<Catalog> {
  const found = await readEntries<Contribution>(catalog.pages ?? {}, keys, read)
  return { ...catalog, keys: { ...found, ...catalog.keys } }
}

/** Every key's contribution, some at a time. */
export async function* readContributions(
  store: ObjectStore,
  { keys, pages = {} }: Pick<Catalog, 'keys' | 'pages'>,
): AsyncGenerator<Page<Contribution>> {
  yield keys
  yield* readPages<Contribution>(pages, pageReader(store))
}

/** What a unit is made of, oldest first. */
export async function readUnit(pages: Pages, read: ReadPage): Promise<PlannedContribution[]> {
  const made: PlannedContribution[] = []
  for await (const page of readPages<Omit<PlannedContribution, 'key'>>(pages, read))
    for (const [key, entry] of Object.entries(page)) made.push({ key, ...entry })
  return made.sort((a, b) => (a.order < b.order ? -1 : 1))
}

/**
 * Writes the pages of what the catalog's keys contribute, where they are not written yet, and returns the root that names
 * them. Nothing sees the pages before the root is written.
 */
export async function writeContributions(
  store: ObjectStore,
  catalog: Catalog,
  read: ReadPage,
): Promise<Root> {
  const { keys, ...root } = catalog
  const units = new Map<string, Map<string, Omit<PlannedContribution, 'key'> | null>>()
  const note = (unit: string, key: string, entry: Omit<PlannedContribution, 'key'> | null) =>
    units.set(unit, (units.get(unit) ?? new Map()).set(key, entry))
  const writer = new PageWriter(store)
  const add = (page: Page<unknown>) => writer.add(page)
  const pages = await writePages<Contribution>(
    root.pages ?? {},
    Object.keys(keys),
    read,
    add,
    (page, own) => {
      const news = own.filter(
        (key) => page[key]?.order !== keys[key]!.order || page[key]?.manifest !== keys[key]!.manifest,
      )
      for (const key of news) {
        for (const unit of Object.keys(page[key]?.months ?? {})) note(unit, key, null)
        const { upload, manifest, order, months } = keys[key]!
        for (const [unit, rows] of Object.entries(months))
          note(unit, key, { upload: upload!, order, manifest: manifest!, rows })
      }
      return news.length > 0 ? { ...page, ...Object.fromEntries(news.map((key) => [key, keys[key]!])) } : null
    },
  )
  const stages = { ...root.stages }
  // not remembered as `read` does: a unit's pages are of no use to the next try, and together they may be many
  const readUnits = pageReader(store)
  await mapConcurrently([...units], unitsAtOnce, async ([unit, changes]) => {
    const id = unitStage(unit)
    const stage = stages[id]!
    stages[id] = { ...stage, pages: await writeUnit(stage.pages ?? {}, changes, readUnits, add) }
  })
  await writer.end()
  return { ...root, pages, stages }
}

const writeUnit = (
  pages: Pages,
  changes: ReadonlyMap<string, Omit<PlannedContribution, 'key'> | null>,
  read: ReadPage,
  add: (page: Page<unknown>) => Promise<string>,
): Promise<Pages> =>
  writePages<Omit<PlannedContribution, 'key'>>(pages, [...changes.keys()], read, add, (page, own) => {
    const next = { ...page }
    for (const key of own) {
      const entry = changes.get(key)
      if (entry) next[key] = entry
      else delete next[key]
    }
    return next
  })
