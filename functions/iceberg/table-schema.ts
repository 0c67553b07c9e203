import { type ColumnType, fieldIds, type Table } from '../../hive/table.ts'

interface SchemaField {
  id: number
  name: string
  required: boolean
  type: string
  doc: string
}

/** An Iceberg schema, as it stands in a table's metadata. */
export interface TableSchema {
  type: 'struct'
  'schema-id': number
  fields: SchemaField[]
}

interface PartitionField {
  name: string
  transform: 'identity'
  'source-id': number
  'field-id': number
}

export type PartitionTuple = Record<string, string | number>

const types: Record<ColumnType, string> = {
  STRING: 'string',
  INT: 'int',
  BIGINT: 'long',
  DOUBLE: 'double',
  DATE: 'date',
}

/** The fields of a table: stored columns, then partition columns, as Hive shows them. */
export function schemaFields(table: Table): SchemaField[] {
  const ids = fieldIds(table)
  return [...table.columns, ...table.partitions].map(({ name, type, comment }) => {
    return { id: ids.get(name)!, name, required: false, type: types[type], doc: comment }
  })
}

/** Ids of partition fields start here, as the format wants it. */
const firstPartitionField = 1000

/** The partition spec of a table: every partition column as it is. */
export function partitionFields(table: Table): PartitionField[] {
  const ids = fieldIds(table)
  return table.partitions.map(({ name }, index) => {
    return {
      name,
      transform: 'identity',
      'source-id': ids.get(name)!,
      'field-id': firstPartitionField + index,
    }
  })
}

/** Values of the partition columns in a path such as `txn_year=2024/region=서울`, as Hive's readers see them. */
export function readPartition(table: Table, path: string): PartitionTuple {
  const parts = path.split('/').map((part) => part.slice(part.indexOf('=') + 1))
  return Object.fromEntries(
    table.partitions.map(({ name, type }, index) => {
      const text = parts[index]!
      return [name, type === 'STRING' ? text : Number(text)]
    }),
  )
}
