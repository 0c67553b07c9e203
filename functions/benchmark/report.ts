import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findTable, partitionPath } from '../../hive/contract.ts'
import type { Measured } from '../../jobs/benchmark/variants.ts'
import { duckDbType, quoteText } from '../../jobs/duckdb-sql.ts'
import type { DuckDbSession } from '../runtime/duckdb.ts'
import { kstDay } from '../runtime/kst.ts'
import type { ObjectStore } from '../storage/store.ts'

const table = findTable('benchmark_report')

/** Key of the one object that a run leaves in benchmark_report. */
const benchmarkReportKey = (execution: string, moment: string) =>
  `${table.name}/${partitionPath(table, { run_date: kstDay(moment) })}/${execution}.parquet`

/** Writes what was measured as the run's object of benchmark_report; returns its key. */
export async function writeBenchmarkReport(
  store: ObjectStore,
  { connection, folder }: DuckDbSession,
  execution: string,
  moment: string,
  measured: readonly Measured[],
): Promise<string> {
  const lines = join(folder, 'report/measured.json')
  const file = join(folder, 'report/measured.parquet')
  await mkdir(dirname(lines), { recursive: true })
  await writeFile(lines, measured.map((row) => JSON.stringify(row)).join('\n'))
  const types = table.columns.map(({ name, type }) => `${name}: '${duckDbType[type]}'`)
  await connection.run(
    `COPY (SELECT ${table.columns.map(({ name }) => name).join(', ')}
       FROM read_json(${quoteText(lines)}, format = 'newline_delimited', columns = {${types.join(', ')}})
       ORDER BY ${table.sortKeys.join(', ')}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION snappy)`,
  )
  const key = benchmarkReportKey(execution, moment)
  await store.putFile(key, file)
  return key
}
