import type { TableInput } from '@aws-sdk/client-glue'
import type { GluePointer, GlueTables } from '../../../functions/iceberg/glue-tables.ts'

/** A Glue database in memory: a table's version counts up with every change, and only the newest may be replaced. */
export class MemoryGlue implements GlueTables {
  readonly tables = new Map<string, { table: TableInput; version: number }>()

  async find(name: string): Promise<GluePointer | null> {
    const found = this.tables.get(name)
    return found
      ? { metadata: found.table.Parameters?.metadata_location, version: String(found.version) }
      : null
  }

  async put(table: TableInput, version: string | null): Promise<boolean> {
    const standing = this.tables.get(table.Name!)?.version
    if ((standing === undefined ? null : String(standing)) !== version) return false
    this.tables.set(table.Name!, { table, version: (standing ?? 0) + 1 })
    return true
  }

  clone(): MemoryGlue {
    const copy = new MemoryGlue()
    for (const [name, entry] of this.tables) copy.tables.set(name, entry)
    return copy
  }
}
