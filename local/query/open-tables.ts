import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { duckDbPrelude, quoteText } from '../../jobs/duckdb-sql.ts'
import { stack } from '../pipeline/stack.ts'
import { fetchPublished } from './cache.ts'
import { createViews, type PublishedFile } from './views.ts'

/** The published tables in DuckDB, as they were at one moment. */
export interface PublishedTables {
  connection: DuckDBConnection
  files: PublishedFile[]
}

/** Runs work on the tables published by the stack; what was downloaded is kept for the next time. */
export async function withPublishedTables<T>(work: (tables: PublishedTables) => Promise<T>): Promise<T> {
  const folder = join(stack.folder, 'published')
  const files = await fetchPublished(stack.outputBucket, folder)
  return withFiles(files, folder, work)
}

/** Runs work on the tables in a folder laid out like the output bucket. DuckDB can read nothing else. */
export async function withFiles<T>(
  files: PublishedFile[],
  folder: string,
  work: (tables: PublishedTables) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    await connection.run(duckDbPrelude)
    await connection.run(`SET allowed_directories = [${quoteText(folder)}]`)
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    await createViews(connection, files)
    return await work({ connection, files })
  } finally {
    instance.closeSync()
  }
}
