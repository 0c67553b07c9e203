import { ReconciliationError } from '../runtime/errors.ts'
import { pendingKey, pendingPrefix } from '../storage/layout.ts'
import { mustRead, type ObjectStore, writeJson } from '../storage/store.ts'
import type { Manifest, Upload } from '../upload/upload.ts'
import type { UploadRequest } from './catalog.ts'

export interface Admitted {
  /** Id of the pending request. */
  request: string
  /** Seconds to wait before planning, so that simultaneous uploads are folded together. */
  waitSeconds: number
}

const longestWait = 10

/**
 * Writes the pending request of a converted upload: from here on it cannot be lost. Throws MissingObjectError without its
 * manifest, ReconciliationError when a row that was received is neither staged nor kept apart.
 */
export async function admitUpload(store: ObjectStore, upload: Upload, manifest: string): Promise<Admitted> {
  const stored = await mustRead<Manifest>(store, manifest)
  accountForRows(stored)
  const { id } = upload
  await writeJson(store, pendingKey(id), makeRequest(upload, stored, manifest))
  return { request: id, waitSeconds: await waitFor(store, id) }
}

function accountForRows({ upload, received, rows, quarantined = 0 }: Manifest): void {
  if (received !== undefined && received !== rows + quarantined)
    throw new ReconciliationError(
      `${upload} has ${received} rows; ${rows} are staged and ${quarantined} quarantined`,
    )
}

/** The request of a converted upload. */
export function makeRequest(
  { id, key, order }: Pick<Upload, 'id' | 'key' | 'order'>,
  { months: staged, rows, source, quarantined }: Pick<Manifest, 'months' | 'rows' | 'source' | 'quarantined'>,
  manifest: string,
): UploadRequest {
  const months = Object.fromEntries(Object.entries(staged).map(([month, { rows }]) => [month, rows]))
  return { kind: 'upload', key, order, upload: id, manifest, months, rows, source, quarantined }
}

/** A single upload waits for nothing; one among others a random while. */
async function waitFor(store: ObjectStore, id: string): Promise<number> {
  for await (const { key } of store.list(pendingPrefix))
    if (key !== pendingKey(id)) return Math.floor(Math.random() * (longestWait + 1))
  return 0
}
