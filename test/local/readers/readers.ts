import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hiveName } from '../../../hive/contract.ts'
import type { Table } from '../../../hive/table.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { ensureSpark } from '../../../local/spark/install.ts'
import { resolveJars } from '../../../local/spark/jars.ts'
import { sparkFolder } from '../../../local/spark/pins.ts'
import { localS3, sparkSql } from '../../../local/spark/run.ts'
import { installTool } from '../../serverless/python-tool.ts'

/** Iceberg's runtime for the Spark that the local cloud has. */
const icebergPackage = 'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.1'

/** One reading of an Iceberg table, by the path of its metadata. */
export interface Read {
  id: string
  table: Table
  metadata: string
  snapshot?: number
  /** Filter in SQL. */
  where?: string
}

/** What a reader answered: rows in text, sorted, and how many files it planned to read. */
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
    reads: reads.map(({ table: _, ...read }) => ({ ...read, reader })),
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

/** Reads with Spark and Iceberg's runtime, through its Hadoop catalog over `_iceberg/`, all in one process. */
export async function readWithSpark(reads: readonly Read[]): Promise<Map<string, Answer>> {
  const statements = reads.map(({ id, table, snapshot, where }) => {
    const at = snapshot === undefined ? '' : ` VERSION AS OF ${snapshot}`
    return `SELECT '#${id}'; SELECT * FROM snapshots.${hiveName(table)}${at}${where ? ` WHERE ${where}` : ''};`
  })
  const { code, stdout, stderr } = await sparkSql({
    sql: statements.join('\n'),
    jars: await icebergJars(),
    conf: {
      'spark.sql.catalog.snapshots': 'org.apache.iceberg.spark.SparkCatalog',
      'spark.sql.catalog.snapshots.type': 'hadoop',
      'spark.sql.catalog.snapshots.warehouse': `s3://${stack.outputBucket}/_iceberg`,
    },
    announce: console.error,
  })
  if (code !== 0) throw new Error(`Spark ended with ${code}:\n${stderr.slice(-3000)}`)
  const parts = stdout.split(/^#/m).slice(1)
  return new Map(
    parts.map((part) => {
      const [id, ...lines] = part.trimEnd().split('\n')
      const { table } = reads.find((read) => read.id === id)!
      const rows = lines.map((line) => line.split('\t').map((field) => (field === 'NULL' ? null : field)))
      return [id!, { rows: sorted(table, rows), files: null }]
    }),
  )
}

async function icebergJars(): Promise<string[]> {
  const folder = join(sparkFolder, 'ivy-iceberg')
  const jar = join(folder, 'jars', `${icebergPackage.replace(/:/g, '_').replace(/_([^_]*)$/, '-$1')}.jar`)
  if (existsSync(jar)) return [jar]
  const { java, classPath } = await ensureSpark(console.error)
  return resolveJars(java, join(dirname(classPath.split(':')[0]!)), folder, [icebergPackage])
}
