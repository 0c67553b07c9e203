import type { RetractRequest } from '../catalog/catalog.ts'
import { emptyCatalog } from '../catalog/stage-state.ts'
import { readCatalog, withKeys } from '../catalog/stored-catalog.ts'
import { RequestError } from '../runtime/errors.ts'
import { incomingPrefix, pendingKey, retractedKey } from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import { type ObjectStore, readJson, writeJson } from '../storage/store.ts'
import { findLiveKeys } from '../sweep/live-keys.ts'
import { retractionOrder, showKey } from '../upload/upload-identity.ts'

interface Retracted {
  /** Id of the first pending request. */
  request: string
  keys: string[]
}

/**
 * Admits the retraction of every live key that looks like `name`. The moment a request is first stored is its place among
 * the key's versions, however often it is repeated; a version uploaded later counts again. Requests are also kept for the
 * case that the catalog is lost. Throws RequestError when nothing of the name is in the tables.
 * @param execution names the requests; the same execution repeated makes no second ones
 */
export async function retractKey(store: ObjectStore, name: string, execution: string): Promise<Retracted> {
  const root = (await readCatalog(store)) ?? emptyCatalog()
  const catalog = await withKeys(store, root, [name, `${incomingPrefix}${name}`])
  // what an earlier try admitted may be folded by now, and live no more
  const keys = [...new Set([...(await keptKeys(store, execution)), ...findLiveKeys(catalog, name)])]
  if (keys.length === 0) throw new RequestError(`nothing of ${showKey(name)} is in the tables`)
  for (const [index, key] of keys.entries()) await admit(store, key, nameRequest(execution, index))
  return { request: nameRequest(execution, 0), keys }
}

const nameRequest = (execution: string, index: number) =>
  `retract-${execution}${index === 0 ? '' : `-${index}`}`

/** Keys of the requests that the execution has stored so far, in their order. */
async function keptKeys(store: ObjectStore, execution: string): Promise<string[]> {
  const keys: string[] = []
  for (;;) {
    const kept = await readJson<RetractRequest>(store, retractedKey(nameRequest(execution, keys.length)))
    if (!kept) return keys
    keys.push(kept.value.key)
  }
}

async function admit(store: ObjectStore, key: string, request: string): Promise<void> {
  const kept = retractedKey(request)
  await writeJson(store, kept, { kind: 'retract', key }, { ifNoneMatch: '*' }).catch((error) => {
    if (!isConflict(error)) throw error
  })
  const order = retractionOrder((await store.head(kept))!.lastModified)
  await writeJson(store, pendingKey(request), { kind: 'retract', key, order })
}
