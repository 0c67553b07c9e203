import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hiveName } from '../../../hive/contract.ts'
import { snapshotName } from '../../../hive/snapshot-ddl.ts'
import type { Table } from '../../../hive/table.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { ensureSpark } from '../../../local/spark/install.ts'
import { resolveJars } from '../../../local/spark/jars.ts'
import { sparkFolder } from '../../../local/spark/pins.ts'
import { localS3, sparkSql } from '../../../local/spark/run.ts'
import { installTool } from '../../serverless/python-tool.ts'

/** Iceberg's runtime for the Spark that the local cloud has. */
const icebergPackage = 'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.1'

const definitions = new URL('../../../hive/snapshots.spark.sql', import.meta.url)

/** One reading of an Iceberg table: by its name in Glue, the path of its metadata, or its folder in the bucket. */
export interface Read {
  id: string
  table: Table
  metadata: string
  snapshot?: number
  /** Filter in SQL. */
  where?: string
}

/** What a reader answered: rows in text, sorted, and how many files it reads; null when it does not tell. */
export interface Answer {
  rows: string[]
  files: number | null
}

type Value = string | number | null

/** A row as text that does not depend on who read it. */
export const textOf = (table: Table, row: readonly Value[]): string =>
  [...table.columns, ...table.partitions]
    .map(({ type }, index) => {
      const value = row[index] ?? null
      if (value === null) return '\\N'
      return type === 'DOUBLE' ? Number(value).toFixed(4) : String(value)
    })
    .join('\t')

const sorted = (table: Table, rows: readonly Value[][]) => rows.map((row) => textOf(table, row)).sort()

/** Reads with PyIceberg and with DuckDB's Iceberg extension, each in a process of its own kind, by the reads' ids. */
export function readWithPython(reader: 'pyiceberg' | 'duckdb', reads: readonly Read[]): Map<string, Answer> {
  const python = join(dirname(installTool('pyiceberg')), 'python')
  const input = JSON.stringify({
    ...localS3(),
    account: stack.account,
    reads: reads.map(({ table, ...read }) => {
      return { ...read, reader, name: `card_pipeline_${stack.stage}.${snapshotName(table)}` }
    }),
  })
  const script = join(import.meta.dirname, 'read_tables.py')
  const { status, stdout, stderr } = spawnSync(python, [script], { input, maxBuffer: 1e9, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${reader} ended with ${status}:\n${stderr.slice(-3000)}`)
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return new Map(
    answers.map(({ id, rows, files }) => {
      const { table } = reads.find((read) => read.id === id)!
      return [id, { rows: sorted(table, rows), files }]
    }),
  )
}

interface SparkAnswers {
  answers: Map<string, Answer>
  /** Lines of the queries' answers, in their order. */
  queries: string[][]
}

/**
 * Reads with Spark and Iceberg's runtime after the checked-in definitions, all in one process: the newest state through
 * their views, the past and single partitions through their catalog. Then it answers queries.
 */
export async function readWithSpark(
  reads: readonly Read[],
  queries: readonly string[],
  variables: Record<string, string>,
): Promise<SparkAnswers> {
  const statements = reads.map(({ id, table, snapshot, where }) => {
    const state = `snapshots.${hiveName(table)}${snapshot ? ` VERSION AS OF ${snapshot}` : ''}`
    const from = snapshot || where ? state : snapshotName(table)
    const read = `SELECT '#${id}'; SELECT * FROM ${from}${where ? ` WHERE ${where}` : ''};`
    return where ? `${read}\n${explain(id, from, where)}` : read
  })
  const asked = queries.map((query) => `SELECT '#query';\n${query};`)
  const { code, stdout, stderr } = await sparkSql({
    sql: [await readFile(definitions, 'utf8'), ...statements, ...asked].join('\n'),
    variables: { bucket: stack.outputBucket, ...variables },
    jars: await icebergJars(),
    announce: console.error,
  })
  const told = stderr.split('\n').filter((line) => !line.startsWith('\tat '))
  if (code !== 0) throw new Error(`Spark ended with ${code}:\n${told.join('\n').slice(-3000)}`)
  const parts = stdout
    .split(/^#/m)
    .slice(1)
    .map((part) => part.trimEnd().split('\n'))
  const said = new Map(parts.map(([title, ...lines]) => [title!, lines]))
  const answers = reads.map(({ id, table }): [string, Answer] => {
    const rows = said.get(id)!.map((line) => line.split('\t').map((each) => (each === 'NULL' ? null : each)))
    return [id, { rows: sorted(table, rows), files: countFiles(said.get(`plan of ${id}`)) }]
  })
  const answered = parts.filter(([title]) => title === 'query').map(([, ...lines]) => lines)
  return { answers: new Map(answers), queries: answered }
}

/** SQL after which Spark says how it reads under a filter: the plan, and the files that the rows are of. */
const explain = (id: string, from: string, where: string) => `SELECT '#plan of ${id}';
EXPLAIN SELECT * FROM ${from} WHERE ${where};
SELECT COUNT(DISTINCT _file) FROM ${from} WHERE ${where};`

/** Files that Spark reads, when its scan leaves nothing to filter: then it reads no other. Null when it filters rows. */
function countFiles(lines: readonly string[] | undefined): number | null {
  const scans = lines?.some((line) => line.includes('BatchScan'))
  return scans && !lines!.some((line) => /^\W*(\*\(\d+\) )?Filter /.test(line)) ? Number(lines!.at(-1)) : null
}

async function icebergJars(): Promise<string[]> {
  const folder = join(sparkFolder, 'ivy-iceberg')
  const jar = join(folder, 'jars', `${icebergPackage.replace(/:/g, '_').replace(/_([^_]*)$/, '-$1')}.jar`)
  if (existsSync(jar)) return [jar]
  const { java, classPath } = await ensureSpark(console.error)
  return resolveJars(java, join(dirname(classPath.split(':')[0]!)), folder, [icebergPackage])
}
