import type { Column } from '../../hive/table.ts'

/** What the SQL needs of every Spark session: DuckDB's rules for faults, Korea's days, and a codec every reader knows. */
export const sessionSettings = {
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.session.timeZone': 'Asia/Seoul',
  'spark.sql.parquet.compression.codec': 'snappy',
}

/** The same at the head of a script, so that it does not depend on its cluster. */
export const scriptSettings = Object.entries(sessionSettings).map(([name, value]) => `SET ${name}=${value};`)

/** A path as Spark's text literal. Throws on characters that would need escaping; the pipeline's own keys have none. */
export function quotePath(path: string, mark: "'" | '`'): string {
  if (!/^[^'"`\\;$\n]+$/.test(path)) throw new Error(`not a path for Spark: ${path}`)
  return `${mark}${path}${mark}`
}

/** Files as one path, what differs between them in Hadoop's `{a,b}`: read by name, never by listing a prefix. */
export function onePath(files: readonly string[]): string {
  const paths = files.map((file) => file.split('/'))
  const [first] = paths
  const same = (at: (path: string[]) => string | undefined) => paths.every((path) => at(path) === at(first!))
  if (files.length === 1) return files[0]!
  const shared = Math.min(...paths.map((path) => path.length)) - 1
  let head = 0
  while (head < shared && same((path) => path[head])) head++
  let tail = 0
  while (head + tail < shared && same((path) => path[path.length - 1 - tail])) tail++
  const middles = paths.map((path) => path.slice(head, path.length - tail).join('/'))
  return [...first!.slice(0, head), `{${middles.join(',')}}`, ...first!.slice(first!.length - tail)].join('/')
}

/** The view that every SELECT of the project reads. */
export const viewTransactions = (select: string) =>
  `CREATE OR REPLACE TEMPORARY VIEW transactions AS\n${select};`

/** A view of the rows of files that the pipeline wrote; a column that came after a file is NULL in its rows. */
export const viewStored = (name: string, columns: readonly Column[], files: readonly string[]) =>
  `CREATE OR REPLACE TEMPORARY VIEW ${name} (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})
USING parquet OPTIONS (path ${quotePath(onePath(files), "'")});`

/** Writes the rows of a SELECT as the Parquet files of a folder, in place of what it held. */
export const insertInto = (folder: string, select: string) =>
  `INSERT OVERWRITE DIRECTORY ${quotePath(folder, "'")} USING parquet\n${select.trimEnd()};`
