import { icebergPrefix } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import { decodeManifest, type ManifestEntry } from './manifest.ts'
import { decodeManifestList } from './manifest-list.ts'

/** Key in the bucket of a path in the metadata: `s3://bucket/_iceberg/…` → `_iceberg/…`. */
export const keyOf = (path: string) => path.slice(path.lastIndexOf(icebergPrefix))

/** Manifests of a snapshot and what they list, by the path of its manifest list. Throws when an object is missing. */
export async function readSnapshot(
  store: Pick<ObjectStore, 'get'>,
  manifestList: string,
): Promise<{ manifests: string[]; entries: ManifestEntry[] }> {
  const manifests = await decodeManifestList(await readPath(store, manifestList))
  const lists = await Promise.all(manifests.map(async (path) => decodeManifest(await readPath(store, path))))
  return { manifests, entries: lists.flat() }
}

async function readPath(store: Pick<ObjectStore, 'get'>, path: string): Promise<Uint8Array> {
  const stored = await store.get(keyOf(path))
  if (!stored) throw new Error(`${path} is missing although a snapshot needs it`)
  return stored.body
}
