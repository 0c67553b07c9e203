import { mapConcurrently } from '../runtime/concurrently.ts'
import { MissingObjectError } from '../runtime/errors.ts'
import { unpackedKey } from '../storage/layout.ts'
import { readSlice } from '../storage/packs.ts'
import { type ObjectStore, s3Path } from '../storage/store.ts'

/** Packs in memory at the same time, each of a block of a chunk. */
const packsAtOnce = 2

/**
 * Keys of staged files that Spark can read: those within packs are copied into objects of their own, in the attempt of a run.
 * Throws MissingObjectError when a pack is gone.
 */
export async function unpackStaged(
  store: ObjectStore,
  execution: string,
  names: readonly string[],
): Promise<string[]> {
  const packs = Map.groupBy(names, (name) => readSlice(name)?.pack)
  const keys = await mapConcurrently([...packs], packsAtOnce, async ([pack, within]) => {
    if (pack === undefined) return within
    const stored = await store.get(pack)
    if (!stored) throw new MissingObjectError(s3Path(store, pack))
    const unpacked: string[] = []
    for (const name of within) {
      const { start, end } = readSlice(name)!
      const key = unpackedKey(execution, pack, start)
      await store.put(key, stored.body.subarray(start, end))
      unpacked.push(key)
    }
    return unpacked
  })
  return keys.flat()
}
