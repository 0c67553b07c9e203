import { createHash } from 'node:crypto'
import type { Catalog } from '../catalog/catalog.ts'
import { readContributions } from '../catalog/stored-catalog.ts'
import { isIgnored } from '../storage/is-upload.ts'
import { incomingPrefix } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { type ListedVersion, placeOf, showKey } from '../upload/upload-identity.ts'
import type { Mismatches } from './live-keys.ts'
import { groupByKey, identifyVersions, inOrder } from './missing.ts'

interface Compared {
  /** Uploads newer than what the catalog has of their key, oldest first: not folded, for one reason or another. */
  unknown: Upload[]
  mismatches: Mismatches
}

/** What is kept of every key while the listing passes by: about a hundred bytes, whatever its name is. */
interface KnownKeys {
  /** Place of the newest folded request among the versions, by the key's hash. */
  places: Map<string, number>
  /** Hashes of keys whose rows are in the tables. */
  live: Set<string>
  alike: string[][]
}

/**
 * Compares the catalog with a listing of the whole input bucket, keys in order. Both pass through bounded memory but for a
 * hundred bytes a key. What an upload came to meanwhile is for the caller to see: the catalog is read first.
 */
export async function compareInput(
  store: ObjectStore,
  catalog: Catalog,
  bucket: string,
  versions: AsyncIterable<ListedVersion>,
): Promise<Compared> {
  const { places, live, alike } = await readKnownKeys(store, catalog)
  const unknown: Upload[] = []
  const outside: string[] = []
  for await (const ofOneKey of groupByKey(versions)) {
    for (const upload of identifyVersions(bucket, ofOneKey))
      if (placeOf(upload.order) > (places.get(hashOf(upload.key)) ?? -1)) unknown.push(upload)
    const current = ofOneKey.find(({ latest }) => latest)
    if (!current) continue
    live.delete(hashOf(current.key))
    if (!current.key.startsWith(incomingPrefix) && !isIgnored(current.key, current.bytes))
      outside.push(showKey(current.key))
  }
  return {
    unknown: inOrder(unknown),
    mismatches: { gone: await nameKeys(store, catalog, live), alike, outside },
  }
}

async function readKnownKeys(store: ObjectStore, catalog: Catalog): Promise<KnownKeys> {
  const known: KnownKeys = { places: new Map(), live: new Set(), alike: [] }
  for await (const page of readContributions(store, catalog)) {
    const live: string[] = []
    for (const [key, { order, upload }] of Object.entries(page)) {
      const hash = hashOf(key)
      known.places.set(hash, placeOf(order))
      if (!upload) continue
      known.live.add(hash)
      live.push(key)
    }
    // keys that look the same share a page
    const seen = Map.groupBy(live, (key) => key.normalize('NFC'))
    known.alike.push(...[...seen.values()].filter((keys) => keys.length > 1).map((keys) => keys.sort()))
  }
  known.alike.sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
  return known
}

/** The keys of these hashes, in order; read again only when there are any. */
async function nameKeys(store: ObjectStore, catalog: Catalog, hashes: ReadonlySet<string>) {
  const names: string[] = []
  if (hashes.size === 0) return names
  for await (const page of readContributions(store, catalog))
    names.push(...Object.keys(page).filter((key) => hashes.has(hashOf(key))))
  return names.sort()
}

/** 96 bits: of a million keys two share them with a chance of one in 10^17. */
export const hashOf = (key: string) =>
  createHash('sha256').update(key).digest().subarray(0, 12).toString('base64url')
