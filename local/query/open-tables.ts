import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Round } from '../../functions/iceberg/rounds.ts'
import '../../functions/runtime/duckdb.ts'
import { s3Store } from '../../functions/storage/store.ts'
import { duckDbPrelude, quoteText } from '../../jobs/duckdb-sql.ts'
import { stack } from '../pipeline/stack.ts'
import { fetchPublished, type Selection } from './cache.ts'
import { findRound } from './round.ts'
import { createViews, type PublishedFile } from './views.ts'

/** The published tables in DuckDB, as they were at one moment. */
export interface PublishedTables {
  connection: DuckDBConnection
  files: PublishedFile[]
  /** The round they are of; null when they are read as they stand. */
  round: Round | null
}

/**
 * Runs work on the tables published by the stack, all of one round, the newest one or that of a moment; what was
 * downloaded is kept for the next time.
 * @param wanted the tables that have rows; all others are empty
 */
export async function withPublishedTables<T>(
  work: (tables: PublishedTables) => Promise<T>,
  { asOf, ...selection }: { asOf?: Date } & Selection = {},
): Promise<T> {
  const folder = join(stack.folder, 'published')
  const round = await findRound(s3Store(stack.outputBucket), asOf)
  const files = await fetchPublished(stack.outputBucket, folder, round, selection)
  return withFiles(files, folder, work, round)
}

/** Runs work on the tables in a folder laid out like the output bucket. DuckDB can read nothing else. */
export async function withFiles<T>(
  files: PublishedFile[],
  folder: string,
  work: (tables: PublishedTables) => Promise<T>,
  round: Round | null = null,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    await connection.run(duckDbPrelude)
    await connection.run(`SET allowed_directories = [${quoteText(folder)}]`)
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    await createViews(connection, files)
    return await work({ connection, files, round })
  } finally {
    instance.closeSync()
  }
}
