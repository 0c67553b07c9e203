import type { Catalog, Request } from '../catalog/catalog.ts'
import { readPending } from '../catalog/pending.ts'
import type { StoredPlan } from '../catalog/plan.ts'
import type { Setting } from '../catalog/setting.ts'
import { logger } from '../runtime/logger.ts'
import { attemptsPrefix, catalogKey, stagingPrefix } from '../storage/layout.ts'
import type { ListedObject } from '../storage/object-store.ts'
import { type ObjectStore, readJson } from '../storage/store.ts'

/** Milliseconds that what nothing references is kept all the same. */
const keptFor = 24 * 60 * 60_000

/** Folders (`_staging/<upload>/<attempt>/`, `_attempts/<execution>/`) with their objects. */
export type Folders = Map<string, ListedObject[]>

/** Folder of a staged or computed object, or null for an object in neither place. */
export function folderOf(key: string): string | null {
  const parts = key.split('/')
  const depth = key.startsWith(stagingPrefix) ? 3 : key.startsWith(attemptsPrefix) ? 2 : 0
  return depth > 0 && parts.length > depth ? `${parts.slice(0, depth).join('/')}/` : null
}

/** Folders untouched for a day that nothing references; pure. */
export const findGarbage = (folders: Folders, referenced: ReadonlySet<string>, now: Date): string[] =>
  [...folders].flatMap(([folder, objects]) => {
    const newest = Math.max(...objects.map(({ lastModified }) => lastModified.getTime()))
    return referenced.has(folder) || now.getTime() - newest < keptFor ? [] : [folder]
  })

/** Folders that the catalog, pending requests and claimed plans reference; pure. */
export function referencedFolders(
  catalog: Catalog,
  requests: readonly Request[],
  plans: readonly StoredPlan[],
): Set<string> {
  const compactions = [...Object.values(catalog.stages), ...plans.flatMap(({ stages }) => stages)]
  const staged = [
    ...compactions.map(({ compaction }) => compaction),
    ...Object.values(catalog.keys).map(({ manifest }) => manifest),
    ...requests.map((request) => (request.kind === 'upload' ? request.manifest : null)),
    ...plans
      .flatMap(({ stages }) => stages.flatMap(({ contributions = [] }) => contributions))
      .map(({ manifest }) => manifest),
  ]
  const attempts = claimants(catalog).map((execution) => `${attemptsPrefix}${execution}/`)
  return new Set([...staged.flatMap((key) => folderOf(key ?? '') ?? []), ...attempts])
}

const claimants = (catalog: Catalog) => [
  ...new Set(Object.values(catalog.stages).flatMap(({ claim }) => claim?.execution ?? [])),
]

/**
 * Removes staging and attempts that nothing references and that are older than a day. What may become referenced is
 * listed first and the references are read last, so that nothing admitted meanwhile is taken for garbage.
 */
export async function cleanUp(
  { store, now }: Setting,
  statusOf: (execution: string) => Promise<string | null>,
): Promise<string[]> {
  const folders = new Map([
    ...(await listFolders(store, stagingPrefix)),
    ...(await listFolders(store, attemptsPrefix)),
  ])
  const requests = (await readPending(store)).map(({ request }) => request)
  const catalog = (await readJson<Catalog>(store, catalogKey))?.value
  // a lost catalog is made anew from what is staged
  if (!catalog) return []
  const referenced = referencedFolders(catalog, requests, await readPlans(store, folders, claimants(catalog)))
  const removed: string[] = []
  for (const folder of findGarbage(folders, referenced, now())) {
    // the last part of either folder is the execution that wrote it
    if ((await statusOf(folder.split('/').at(-2)!)) === 'RUNNING') continue
    await store.delete(folders.get(folder)!.map(({ key }) => key))
    removed.push(folder)
  }
  logger.info('cleaned up', { folders: removed.length })
  return removed
}

async function listFolders(store: ObjectStore, prefix: string): Promise<Folders> {
  const folders: Folders = new Map()
  for await (const object of store.list(prefix)) {
    const folder = folderOf(object.key)
    if (folder) folders.set(folder, [...(folders.get(folder) ?? []), object])
  }
  return folders
}

/** Plans of the runs that hold claims: what they read must stay even when it was superseded meanwhile. */
async function readPlans(store: ObjectStore, folders: Folders, executions: string[]): Promise<StoredPlan[]> {
  const keys = executions
    .flatMap((execution) => folders.get(`${attemptsPrefix}${execution}/`) ?? [])
    .map(({ key }) => key)
    .filter((key) => /\/plan-\d+\.json$/.test(key))
  const plans = await Promise.all(keys.map((key) => readJson<StoredPlan>(store, key)))
  return plans.flatMap((plan) => plan?.value ?? [])
}
