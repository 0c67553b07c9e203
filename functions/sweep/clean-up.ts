import type { Catalog, Request } from '../catalog/catalog.ts'
import type { PipelineContext } from '../catalog/context.ts'
import { pageReader } from '../catalog/page-objects.ts'
import { readPending } from '../catalog/pending.ts'
import type { StoredPlan } from '../catalog/plan.ts'
import { readCatalog, readContributions, readUnit } from '../catalog/stored-catalog.ts'
import { logger } from '../runtime/logger.ts'
import { attemptsPrefix, stagingPrefix } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import { claimants, readClaimedPlans } from './clean-pages.ts'

/** Milliseconds that what nothing references is kept all the same. */
const keptFor = 24 * 60 * 60_000

/** Folder (`_staging/<upload>/<attempt>/`, `_attempts/<execution>/`) of an object; null for an object in neither place. */
export function folderOf(key: string): string | null {
  const parts = key.split('/')
  const depth = key.startsWith(stagingPrefix) ? 3 : key.startsWith(attemptsPrefix) ? 2 : 0
  return depth > 0 && parts.length > depth ? `${parts.slice(0, depth).join('/')}/` : null
}

/**
 * Removes staging and attempts that nothing references and that are older than a day. Of what was listed only the folders
 * that looked like garbage are kept in mind; what they are referenced by is read once more when all are listed, so that
 * nothing admitted meanwhile is taken for garbage.
 */
export async function cleanUp(
  { store, now }: PipelineContext,
  statusOf: (execution: string) => Promise<string | null>,
): Promise<string[]> {
  const before = await readCatalog(store)
  // a lost catalog is made anew from what is staged
  if (!before) return []
  const known = await contributedFolders(store, before)
  const suspects: string[] = []
  for (const prefix of [stagingPrefix, attemptsPrefix])
    for await (const folder of oldFolders(store, prefix, now())) if (!known.has(folder)) suspects.push(folder)
  const requests = (await readPending(store)).map(({ request }) => request)
  const catalog = await readCatalog(store)
  if (!catalog) return []
  const referenced = new Set([
    ...(await contributedFolders(store, newSince(before, catalog))),
    ...referencedFolders(catalog, requests),
    ...(await plannedFolders(store, await readClaimedPlans(store, catalog))),
  ])
  const removed: string[] = []
  for (const folder of suspects.filter((each) => !referenced.has(each))) {
    // the last part of either folder is the execution that wrote it
    if ((await statusOf(folder.split('/').at(-2)!)) === 'RUNNING') continue
    const keys: string[] = []
    for await (const { key } of store.list(folder)) keys.push(key)
    await store.delete(keys)
    removed.push(folder)
  }
  logger.info('cleaned up', { folders: removed.length })
  return removed
}

/** Folders under a prefix that nothing was written to for a day; objects are listed folder by folder. */
async function* oldFolders(store: ObjectStore, prefix: string, now: Date): AsyncGenerator<string> {
  let current: { folder: string; newest: number } | null = null
  const isOld = ({ newest }: { newest: number }) => now.getTime() - newest >= keptFor
  for await (const { key, lastModified } of store.list(prefix)) {
    const folder = folderOf(key)
    if (!folder) continue
    if (current && current.folder !== folder && isOld(current)) yield current.folder
    const newest: number = current?.folder === folder ? current.newest : 0
    current = { folder, newest: Math.max(newest, lastModified.getTime()) }
  }
  if (current && isOld(current)) yield current.folder
}

const folders = (keys: readonly (string | null | undefined)[]) =>
  keys.flatMap((key) => folderOf(key ?? '') ?? [])

/** Folders that keys stand on. */
async function contributedFolders(
  store: ObjectStore,
  catalog: Pick<Catalog, 'keys' | 'pages'>,
): Promise<Set<string>> {
  const found = new Set<string>()
  for await (const page of readContributions(store, catalog))
    for (const folder of folders(Object.values(page).map(({ manifest }) => manifest))) found.add(folder)
  return found
}

/** The pages that a catalog names and an earlier one did not. */
function newSince(before: Catalog, { keys, pages = {} }: Catalog): Pick<Catalog, 'keys' | 'pages'> {
  const seen = new Set(Object.values(before.pages ?? {}))
  return { keys, pages: Object.fromEntries(Object.entries(pages).filter(([, id]) => !seen.has(id))) }
}

/** Folders that stages, claims and pending requests reference; pure. */
const referencedFolders = (catalog: Catalog, requests: readonly Request[]): string[] => [
  ...folders(Object.values(catalog.stages).map(({ compaction }) => compaction)),
  ...folders(requests.map((request) => (request.kind === 'upload' ? request.manifest : null))),
  ...claimants(catalog).map((execution) => `${attemptsPrefix}${execution}/`),
]

async function plannedFolders(store: ObjectStore, plans: readonly StoredPlan[]): Promise<string[]> {
  const found: string[] = []
  const read = pageReader(store)
  for (const { compaction, contributions, pages } of plans.flatMap(({ stages }) => stages)) {
    const made = contributions ?? (pages ? await readUnit(pages, read) : [])
    found.push(...folders([compaction, ...made.map(({ manifest }) => manifest)]))
  }
  return found
}
