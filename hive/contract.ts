import type { Table } from './table.ts'
import { etlTables } from './tables/etl.ts'
import { operationsTables } from './tables/operations.ts'
import { quarterlyTables } from './tables/quarterly.ts'

/** Every output table. */
export const tables: readonly Table[] = [...etlTables, ...quarterlyTables, ...operationsTables]

/** The tables that stages compute: their objects are replaced, and they have snapshots. */
export const computedTables = tables.filter(
  (table): table is ComputedTable => table.grain === 'unit' || table.grain === 'year',
)
type ComputedTable = Table & { grain: 'unit' | 'year' }

/** The table of that name (S3 prefix, such as `quarterly/region`). Throws on an unknown name. */
export function findTable(name: string): Table {
  const table = tables.find((candidate) => candidate.name === name)
  if (!table) throw new Error(`not a table: ${name}`)
  return table
}

/** Name of the table in Hive, Athena and Glue: `quarterly/region` → `quarterly_region`. */
export const hiveName = (table: Table): string => table.name.replaceAll('/', '_')

/** Directory value of rows without one, "unknown". Not Hive's default partition: pandas cannot read a table that has it. */
export const unknownPartition = '미상'

/**
 * Path of a partition below its table's prefix: `txn_year=2024/region=서울`, raw UTF-8, numbers without padding, null as
 * `미상`. Throws when a value is missing or would need Hive's escaping.
 */
export function partitionPath(table: Table, values: Record<string, string | number | null>): string {
  return table.partitions.map(({ name }) => `${name}=${pathValue(name, values[name])}`).join('/')
}

function pathValue(name: string, value: string | number | null | undefined): string {
  if (value === undefined) throw new Error(`no value for partition column ${name}`)
  const text = value === null ? unknownPartition : String(value)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes control characters in paths too
  if (/^$|[\x00-\x1f\x7f"#%'*/:=?\\{[\]^]/.test(text)) throw new Error(`not a partition value: ${text}`)
  return text
}
