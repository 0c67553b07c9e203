import type { Catalog } from '../../functions/catalog/catalog.ts'
import { keyOf, readSnapshot } from '../../functions/iceberg/manifest-list.ts'
import type { Round } from '../../functions/iceberg/rounds.ts'
import { readVersion, versionName } from '../../functions/iceberg/table-version.ts'
import { catalogKey, metadataKey, partitionKey, roundKey } from '../../functions/storage/layout.ts'
import { s3Store } from '../../functions/storage/store.ts'
import { computedTables, hiveName, partitionPath } from '../../hive/contract.ts'
import { snapshotName } from '../../hive/snapshot-ddl.ts'
import { parseStage } from '../../jobs/stages.ts'
import { type Cloud, outputBucket } from './cloud.ts'

/**
 * What is not as it must be when nothing is left to do: the snapshots show every table, byte by byte as it is published,
 * and Glue sends readers there.
 */
export async function compareSnapshots({ s3, glue }: Cloud): Promise<string[]> {
  const json = <T>(key: string) => JSON.parse(s3.body(outputBucket, key)?.toString() ?? 'null') as T | null
  const rounds = json<Catalog>(catalogKey)?.rounds ?? 0
  const round = json<Round>(roundKey(rounds))
  if (!round) return [`round ${rounds} has no snapshots`]
  const wrong: string[] = []
  for (const table of computedTables) {
    const shown = round.tables[hiveName(table)]
    const { entries } = shown
      ? await readSnapshot(s3Store(outputBucket), shown.manifestList)
      : { entries: [] }
    const living = entries.filter(({ status }) => status !== 2).map(({ file }) => file)
    const published = s3.keys(outputBucket, `${table.name}/`)
    const keyOfFile = ({ path, partition }: (typeof living)[number]) =>
      partitionKey(table.name, partitionPath(table, partition), partOf(path))
    const keys = living.map(keyOfFile)
    if (JSON.stringify(keys.sort()) !== JSON.stringify(published)) wrong.push(`${table.name} shows ${keys}`)
    const { number } = await readVersion(s3Store(outputBucket), table)
    const newest = `s3://${outputBucket}/${metadataKey(hiveName(table), versionName(number))}`
    const sent = (await glue.find(snapshotName(table)))?.metadata
    if (sent !== newest) wrong.push(`Glue sends readers to ${sent}, not ${newest}`)
    for (const file of living) {
      const body = s3.body(outputBucket, keyOfFile(file))
      if (!body?.equals(s3.body(outputBucket, keyOf(file.path))!)) wrong.push(`${file.path} differs`)
    }
  }
  return wrong
}

/** Name of the published object whose copy this is, `…/data/etl/2024-03-07/5-0.parquet`. */
const partOf = (path: string) => parseStage(/\/data\/(.+)\/\d+-\d+\.parquet$/.exec(path)![1]!).part
