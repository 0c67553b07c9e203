import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js'
import { duckDbPrelude, quoteText } from '../../jobs/duckdb-sql.ts'
import { functionName } from './environment.ts'

// The binding decodes each text like a file of its own, and drops a byte order mark (U+FEFF) at its start: every value
// that DuckDB hands over stays as it is.
Object.assign(accessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) })

// The heap is 20 MB of code, and bytes that are read or written pass beside it. V8 counts them too and would mark the whole heap
// anew, on four threads, for every 10 MB that arrive: it may wait until three times as much is held as was left the last time.
setFlagsFromString('--heap-growing-percent=200')

/** MB of memory at which Lambda gives a function one whole virtual CPU. */
const memoryPerCpu = 1769

/** An empty database of its own in DuckDB and an empty folder, both gone when the work that uses them ends. */
export interface DuckDbSession {
  connection: DuckDBConnection
  /** Temporary folder for files that DuckDB reads and writes. */
  folder: string
  /** Opens a connection more, for statements at the same time. */
  connect: () => Promise<DuckDBConnection>
}

/** MB that the function has; undefined outside Lambda. */
const functionMemory = () => Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || undefined

/** CPUs of the function, a part of one counted as one; outside Lambda those of this machine. */
export function countCpus(): number {
  const memory = functionMemory()
  return Math.min(
    memory ? Math.ceil(memory / memoryPerCpu) : Number.POSITIVE_INFINITY,
    availableParallelism(),
  )
}

/** DuckDBs that no work uses: one takes 15 ms of CPU to make, and a warm function has one from its last call. */
const idle: DuckDBInstance[] = []

/**
 * With its memory from the start: telling it anew makes it give back all that is free, which takes 12 ms after a chunk. A thread
 * of its own gives that back meanwhile: a converting worker has 435 MB, without it 550 MB.
 */
const createInstance = () =>
  DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.floor((functionMemory() ?? 2048) * 0.4)}MB`,
    threads: '1',
    allocator_background_threads: 'true',
  })

/**
 * Runs work on an empty in-memory database of a DuckDB sized to the function: 40 % of its memory (Node, files in flight and
 * what DuckDB does not count need the rest); outside Lambda it counts as a function of 2 GB. A DuckDB in which work failed, or
 * that wrote to the disk, is used no more.
 * @param threads more than one for work that has no like beside it: two calls on a thread each take less CPU
 */
export async function withDuckDb<T>(work: (session: DuckDbSession) => Promise<T>, threads = 1): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `${functionName()}-`))
  const spill = join(folder, 'spill')
  const instance = idle.pop() ?? (await createInstance())
  const connections: DuckDBConnection[] = []
  const connect = async () => {
    const connection = await instance.connect()
    connections.push(connection)
    if (connections.length > 1) await connection.run('USE own')
    return connection
  }
  let reusable = false
  try {
    const connection = await connect()
    await connection.run(
      `SET threads = ${threads}; SET temp_directory = ${quoteText(spill)};
       ATTACH ':memory:' AS own; USE own; ${duckDbPrelude}`,
    )
    const done = await work({ connection, folder, connect })
    for (const other of connections.splice(1)) other.closeSync()
    await connection.run('USE memory; DETACH own')
    reusable = !existsSync(spill)
    return done
  } finally {
    // all of them, or the DuckDB would end when it is collected, and take the allocator's thread from the next
    for (const each of connections) each.closeSync()
    if (reusable) idle.push(instance)
    else instance.closeSync()
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
