import {
  AlreadyExistsException,
  ConcurrentModificationException,
  type CreateTableCommandInput,
  EntityNotFoundException,
  type GetTableCommandInput,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-glue'
import type { MemoryGlue } from '../functions/iceberg/memory-glue.ts'

type Input = GetTableCommandInput & CreateTableCommandInput & UpdateTableCommandInput

const fault = (name: string) => ({ message: name, Message: name, $metadata: {} })

/** What Glue answers to each command that functions send, from a database in memory. */
export const glueCalls = {
  GetTableCommand: async (glue: MemoryGlue, { Name = '' }: Input) => {
    const found = await glue.find(Name)
    if (!found) throw new EntityNotFoundException(fault(Name))
    return { Table: { VersionId: found.version, Parameters: { metadata_location: found.metadata } } }
  },
  CreateTableCommand: async (glue: MemoryGlue, { TableInput }: Input) => {
    if (await glue.put(TableInput!, null)) return {}
    throw new AlreadyExistsException(fault(TableInput!.Name!))
  },
  UpdateTableCommand: async (glue: MemoryGlue, { TableInput, VersionId }: Input) => {
    if (await glue.put(TableInput!, VersionId!)) return {}
    throw new ConcurrentModificationException(fault(TableInput!.Name!))
  },
}
