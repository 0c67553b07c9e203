import { computedTables } from '../../hive/contract.ts'
import { readCatalog } from '../catalog/stored-catalog.ts'
import { awaitedKeys, expireRounds, referencedKeys } from '../iceberg/expire.ts'
import type { Retention } from '../iceberg/retention.ts'
import type { CommitContext } from '../iceberg/table-version.ts'
import { logger } from '../runtime/logger.ts'
import { icebergPrefix } from '../storage/layout.ts'
import type { ListedObject } from '../storage/object-store.ts'

/** Milliseconds that what nothing references, or what was superseded, is kept all the same. */
const keptFor = 24 * 60 * 60_000

/**
 * Removes objects of the snapshots that nothing references and that are older than a day, then expires rounds by the
 * retention. Objects are listed first and the references read last, so that nothing written meanwhile is garbage.
 */
export async function cleanSnapshots(context: CommitContext, retention: Retention): Promise<void> {
  const { store, now } = context
  const listed: ListedObject[] = []
  for await (const object of store.list(icebergPrefix)) listed.push(object)
  const referenced = new Set<string>()
  for (const table of computedTables)
    for (const key of await referencedKeys(context, table)) referenced.add(key)
  const catalog = await readCatalog(store)
  // what a lost catalog still awaited is not known
  if (!catalog) return
  for (const key of awaitedKeys(catalog, listed)) referenced.add(key)
  const garbage = findGarbageFiles(listed, referenced, now())
  if (garbage.length > 0) await store.delete(garbage)
  const expired = await expireRounds(context, computedTables, listed, retention)
  logger.info('cleaned up snapshots', { objects: garbage.length, rounds: expired.length })
}

/** Keys of data files, manifests and superseded metadata that can go; pure. */
function findGarbageFiles(
  listed: readonly ListedObject[],
  referenced: ReadonlySet<string>,
  now: Date,
): string[] {
  const isOld = ({ lastModified }: ListedObject) => now.getTime() - lastModified.getTime() >= keptFor
  const objects = new Map(listed.map((object) => [object.key, object]))
  return listed
    .filter((object) => {
      const { key } = object
      const [, folder, version] = /^(.+\/metadata\/)v(\d+)\.metadata\.json$/.exec(key) ?? []
      if (folder) {
        const next = objects.get(`${folder}v${Number(version) + 1}.metadata.json`)
        return next !== undefined && isOld(next) && !referenced.has(key)
      }
      return /\.(avro|parquet)$/.test(key) && isOld(object) && !referenced.has(key)
    })
    .map(({ key }) => key)
}
