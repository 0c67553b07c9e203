import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js'
import { duckDbPrelude, quoteText } from '../../jobs/duckdb-sql.ts'

// The binding decodes each text like a file of its own, and drops a byte order mark (U+FEFF) at its start: every value
// that DuckDB hands over stays as it is.
Object.assign(accessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) })

/** MB of memory at which Lambda gives a function one whole virtual CPU. */
const memoryPerCpu = 1769

/** Rows that one thread reads: a row group of Parquet. Threads that find none only wait for each other, which costs CPU. */
const rowsPerThread = 122_880

/** A DuckDB of its own and an empty folder, both gone when the work that uses them ends. */
export interface DuckDbSession {
  connection: DuckDBConnection
  /** Temporary folder for files that DuckDB reads and writes. */
  folder: string
}

/**
 * Runs work on a fresh in-memory DuckDB sized to the function: 40 % of its memory (Node, files in flight and what DuckDB
 * does not count need the rest) and a thread per CPU. Outside Lambda it counts as a function of 2 GB on this machine's CPUs.
 * @param rows read at once at most; few rows get fewer threads
 */
export async function withDuckDb<T>(
  work: (session: DuckDbSession) => Promise<T>,
  rows = Number.POSITIVE_INFINITY,
): Promise<T> {
  const memory = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || undefined
  const cpus = memory ? Math.ceil(memory / memoryPerCpu) : availableParallelism()
  // the name tells whose it is
  const folder = await mkdtemp(join(tmpdir(), `${process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'card-pipeline'}-`))
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${Math.floor((memory ?? 2048) * 0.4)}MB`,
      threads: String(Math.min(cpus, availableParallelism(), Math.ceil(rows / rowsPerThread) || 1)),
      temp_directory: join(folder, 'spill'),
    })
    try {
      const connection = await instance.connect()
      await connection.run(duckDbPrelude)
      return await work({ connection, folder })
    } finally {
      instance.closeSync()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rows of a query as objects; BIGINTs are bigint, DATEs and other values as DuckDB's own classes. */
export async function readRows<Row>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowObjects() as Row[]
}

/** The files as a list literal of SQL. */
export const fileList = (paths: readonly string[]): string => `[${paths.map(quoteText).join(', ')}]`
