import { mapConcurrently } from '../runtime/concurrently.ts'
import { pendingPrefix } from '../storage/layout.ts'
import type { ListedObject } from '../storage/object-store.ts'
import type { ObjectStore } from '../storage/store.ts'
import { retractionOrder } from '../upload/upload-identity.ts'
import type { Request } from './catalog.ts'

/** A request as it is stored: a retraction without its order gets that of the moment it was stored. */
type PendingRequest = Request | { kind: 'retract'; key: string }

export interface ReadRequest {
  request: Request
  /** Key of the object read; exactly these may be deleted once folded. */
  key: string
}

/** Everything admitted and not yet folded; what another run folds and deletes meanwhile is left out. */
export const readPending = (store: ObjectStore): Promise<ReadRequest[]> => readRequests(store, pendingPrefix)

/**
 * The requests under a prefix.
 * @param choose of the listed objects those to read
 */
export async function readRequests(
  store: ObjectStore,
  prefix: string,
  choose = (listed: ListedObject[]) => listed,
): Promise<ReadRequest[]> {
  const listed: ListedObject[] = []
  for await (const object of store.list(prefix)) listed.push(object)
  const read = await mapConcurrently(choose(listed), 32, async ({ key }) => {
    const stored = await store.get(key)
    return stored && { key, request: parseRequest(stored.body, stored.lastModified) }
  })
  return read.filter((each) => each !== null)
}

function parseRequest(body: Uint8Array, lastModified: Date): Request {
  const request = JSON.parse(Buffer.from(body).toString()) as PendingRequest
  return request.kind === 'retract' ? { order: retractionOrder(lastModified), ...request } : request
}
