import { mapConcurrently } from '../runtime/concurrently.ts'
import { pendingPrefix } from '../storage/layout.ts'
import type { ListedObject } from '../storage/object-store.ts'
import type { ObjectStore } from '../storage/store.ts'
import { retractionOrder } from '../upload/upload-identity.ts'
import type { Request } from './catalog.ts'

/** A request as it is stored: a retraction without its order gets that of the moment it was stored. */
export type PendingRequest = Request | { kind: 'retract'; key: string }

export interface ReadRequests {
  requests: Request[]
  /** Keys of the objects read; exactly these may be deleted once folded. */
  keys: string[]
}

/** Everything admitted and not yet folded; what another run folds and deletes meanwhile is left out. */
export const readPending = (store: ObjectStore): Promise<ReadRequests> => readRequests(store, pendingPrefix)

/** The requests under a prefix. */
export async function readRequests(store: ObjectStore, prefix: string): Promise<ReadRequests> {
  const listed: ListedObject[] = []
  for await (const object of store.list(prefix)) listed.push(object)
  const read = await mapConcurrently(listed, 32, async ({ key }) => {
    const stored = await store.get(key)
    return stored && { key, request: parseRequest(stored.body, stored.lastModified) }
  })
  const present = read.filter((each) => each !== null)
  return { requests: present.map(({ request }) => request), keys: present.map(({ key }) => key) }
}

function parseRequest(body: Uint8Array, lastModified: Date): Request {
  const request = JSON.parse(Buffer.from(body).toString()) as PendingRequest
  return request.kind === 'retract' ? { order: retractionOrder(lastModified), ...request } : request
}
