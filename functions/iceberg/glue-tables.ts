import {
  AlreadyExistsException,
  ConcurrentModificationException,
  CreateTableCommand,
  EntityNotFoundException,
  GetTableCommand,
  GlueClient,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import { hiveName } from '../../hive/contract.ts'
import { snapshotName } from '../../hive/snapshot-ddl.ts'
import type { Table } from '../../hive/table.ts'
import { fieldIds } from '../../hive/table.ts'
import { readVariable } from '../runtime/environment.ts'
import { countCalls } from '../runtime/usage.ts'
import { icebergFolder } from '../storage/layout.ts'
import { type ObjectStore, s3Path } from '../storage/store.ts'

/** Which metadata a Glue table sends its readers to, and which version of the Glue table says so. */
export interface GluePointer {
  /** `s3://…`; absent in a table that was made by something else. */
  metadata: string | undefined
  version: string
}

/** The tables of a Glue database, for readers that find tables by name, such as Athena. Every call is atomic. */
export interface GlueTables {
  find(name: string): Promise<GluePointer | null>
  /** Replaces the table of that version, or makes a new one (null). False when another writer was faster. */
  put(table: TableInput, version: string | null): Promise<boolean>
}

const glue = countCalls(new GlueClient({ maxAttempts: 5 }))

/** The database that is deployed. */
export const deployedGlue = (): GlueTables => glueTables(readVariable('GLUE_DATABASE'))

export const glueTables = (DatabaseName: string): GlueTables => ({
  find: async (Name) => {
    try {
      const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }))
      return { metadata: Table?.Parameters?.metadata_location, version: Table!.VersionId! }
    } catch (error) {
      if (error instanceof EntityNotFoundException) return null
      throw error
    }
  },
  put: async (table, version) => {
    const request = { DatabaseName, TableInput: table }
    try {
      if (version === null) await glue.send(new CreateTableCommand(request))
      // each version would be kept for ever otherwise
      else await glue.send(new UpdateTableCommand({ ...request, VersionId: version, SkipArchive: true }))
      return true
    } catch (error) {
      if (error instanceof ConcurrentModificationException || error instanceof AlreadyExistsException)
        return false
      throw error
    }
  },
})

/** A Glue table that sends readers to some metadata, in the form that Iceberg's own catalogs give it; pure. */
export function glueTable(store: ObjectStore, table: Table, metadata: string): TableInput {
  const ids = fieldIds(table)
  return {
    Name: snapshotName(table),
    Description: table.comment,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { table_type: 'ICEBERG', metadata_location: metadata },
    StorageDescriptor: {
      Location: s3Path(store, icebergFolder(hiveName(table))),
      Columns: [...table.columns, ...table.partitions].map(({ name, type, comment }) => ({
        Name: name,
        Type: type.toLowerCase(),
        Comment: comment,
        Parameters: {
          'iceberg.field.id': String(ids.get(name)),
          'iceberg.field.optional': 'true',
          'iceberg.field.current': 'true',
        },
      })),
    },
  }
}
