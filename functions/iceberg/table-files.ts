import { hiveName } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { parseStage } from '../../jobs/stages.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { dataFileKey } from '../storage/layout.ts'
import type { DataFile } from './manifest.ts'
import { readPartition } from './table-schema.ts'

/**
 * The files that a table consists of, by the catalog alone; pure. Null while a stage of the table was published without
 * copies for snapshots: then there is no whole set of files to show.
 * @param pathOf whole path of a key, as metadata holds it
 */
export function tableFiles(
  catalog: Catalog,
  table: Table,
  pathOf: (key: string) => string,
): DataFile[] | null {
  const files: DataFile[] = []
  for (const [id, { done, files: published }] of Object.entries(catalog.stages)) {
    if (done === 0 || !stageTables(parseStage(id)).some(({ name }) => name === table.name)) continue
    const own = published?.[hiveName(table)]
    if (!own) return null
    for (const [index, [partition, rows, bytes]] of own.entries()) {
      const path = pathOf(dataFileKey(hiveName(table), id, done, index))
      files.push({ path, partition: readPartition(table, partition), rows, bytes })
    }
  }
  return files
}
