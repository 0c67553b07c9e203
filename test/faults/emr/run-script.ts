import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type DuckDbSession, fileList, withDuckDb } from '../../../functions/runtime/duckdb.ts'
import type { Column } from '../../../hive/table.ts'
import { quoteText, selectStored } from '../../../jobs/duckdb-sql.ts'
import type { MemoryS3 } from '../memory-s3.ts'

/** What the scripts use of Spark besides the shared SQL. */
const sparkMacros = [
  'CREATE MACRO endswith(text, ending) AS ends_with(text, ending)',
  `CREATE MACRO substring_index(text, mark, n) AS CASE WHEN n > 0
    THEN array_to_string(string_split(text, mark)[:n], mark)
    ELSE array_to_string(string_split(text, mark)[n:], mark) END`,
]

/**
 * Runs a script for spark-sql on DuckDB, from and to an S3 in memory, into the files that Spark leaves. That Spark makes
 * the same rows of the same SQL is shown by test/jobs/one-answer.test.ts; here only what happens to the files matters.
 * Throws on anything that DuckDB cannot do, such as the benchmark's caching.
 */
export async function runScript(s3: MemoryS3, script: string): Promise<void> {
  const { bucket, key } = parsePath(script)
  const text = s3.body(bucket, key)?.toString()
  if (text === undefined) throw new Error(`no script ${script}`)
  await withDuckDb(async (session) => {
    for (const macro of sparkMacros) await session.connection.run(macro)
    for (const statement of text.split(/;\s*(?:\n|$)/).map(withoutComments)) {
      if (statement !== '' && !statement.startsWith('SET ')) await runStatement(session, s3, statement)
    }
  })
}

const withoutComments = (statement: string) => statement.replace(/^--.*$/gm, '').trim()

async function runStatement(session: DuckDbSession, s3: MemoryS3, statement: string): Promise<void> {
  const [, folder, select] =
    /^INSERT OVERWRITE DIRECTORY '([^']+)' USING parquet\n(.+)$/s.exec(statement) ?? []
  if (!folder) await session.connection.run(await readLocally(session, s3, statement))
  else await insert(session, s3, folder, await readLocally(session, s3, select!))
}

/** Replaces a folder by one file of rows and the mark of success. */
async function insert({ connection, folder }: DuckDbSession, s3: MemoryS3, path: string, select: string) {
  const { bucket, key } = parsePath(path)
  const file = join(folder, 'part.parquet')
  await connection.run(`COPY (${select}) TO ${quoteText(file)} (FORMAT parquet)`)
  for (const old of s3.keys(bucket, `${key}/`)) s3.objects.delete(`${bucket}/${old}`)
  s3.put(bucket, `${key}/part-00000-c000.snappy.parquet`, await readFile(file))
  s3.put(bucket, `${key}/_SUCCESS`, Buffer.alloc(0))
}

/** The statement with every file it names brought to this machine, and read with its name where it asks for it. */
async function readLocally(session: DuckDbSession, s3: MemoryS3, statement: string): Promise<string> {
  const [, view, columns, stored] =
    /^(CREATE .* VIEW \w+) \((.*)\)\nUSING parquet OPTIONS \(path '([^']+)'\)$/.exec(statement) ?? []
  if (view) {
    const files = await Promise.all(listFiles(s3, stored!).map((file) => download(session, s3, file)))
    return `${view} AS ${selectStored(readColumns(columns!), files, ', hive_partitioning = false')}`
  }
  const select = statement.replace(
    /USING parquet OPTIONS \(path '([^']+)'\)/,
    'AS SELECT * FROM parquet.`$1`',
  )
  let local = select.replaceAll('input_file_name()', 'filename')
  const named = local !== statement
  for (const [name, path] of select.matchAll(/parquet\.`([^`]+)`/g)) {
    const files = await Promise.all(listFiles(s3, path!).map((file) => download(session, s3, file)))
    local = local.replace(
      name,
      `read_parquet(${fileList(files)}, hive_partitioning = false, filename = ${named})`,
    )
  }
  return local
}

const readColumns = (list: string): Column[] =>
  list.split(', ').map((column) => {
    const [name, type] = column.split(' ')
    return { name: name!, type: type as Column['type'], comment: '' }
  })

/** A folder's files, or those of a path with `{a,b}`; throws when there is none, as Spark does. */
export function listFiles(s3: MemoryS3, path: string): { bucket: string; key: string }[] {
  const [, before, choices, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? []
  if (choices) return choices.split(',').flatMap((choice) => listFiles(s3, `${before}${choice}${after}`))
  const { bucket, key } = parsePath(path)
  const keys = key.endsWith('.parquet')
    ? [key]
    : s3.keys(bucket, `${key}/`).filter((each) => each.endsWith('.parquet'))
  if (keys.length === 0 || !keys.every((each) => s3.body(bucket, each)))
    throw new Error(`path does not exist: ${path}`)
  return keys.map((each) => ({ bucket, key: each }))
}

async function download(
  { folder }: DuckDbSession,
  s3: MemoryS3,
  { bucket, key }: { bucket: string; key: string },
) {
  const path = join(folder, bucket, key)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, s3.body(bucket, key)!)
  return path
}

export function parsePath(path: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(path) ?? []
  if (!bucket || !key) throw new Error(`not a path in S3: ${path}`)
  return { bucket, key }
}
