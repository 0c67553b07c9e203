import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  categoryMaster,
  dayFilter,
  details,
  type FolderLayout,
  fileCounts,
  layouts,
  type Measured,
  scanSelect,
} from '../../jobs/benchmark/variants.ts'
import { quoteText } from '../../jobs/duckdb-sql.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import type { ObjectStore } from '../storage/store.ts'
import { getFolder, putFolder, type Size } from './transfer.ts'

/** What a test did. */
type TestResult = Partial<Size> & { rows: number }

const aggregate =
  'SELECT CAST(SUM(txn_count) AS BIGINT) AS row_count FROM ' +
  '(SELECT merchant, category, COUNT(*) AS txn_count, SUM(amount) FROM rows GROUP BY merchant, category)'

/** Runs the tests on DuckDB, from S3 to S3, over the table `source` of the session. */
export class DuckDbBenchmark {
  readonly measured: Measured[] = []
  readonly #store: ObjectStore
  readonly #session: DuckDbSession
  readonly #prefix: string
  readonly #day: string

  /** @param prefix where files go, ends with a slash; @param day one that has rows */
  constructor(store: ObjectStore, session: DuckDbSession, prefix: string, day: string) {
    this.#store = store
    this.#session = session
    this.#prefix = prefix
    this.#day = day
  }

  async run(): Promise<Measured[]> {
    // more folders than files may be open would give some of them several files
    await this.#run('SET partitioned_write_max_open_files = 500')
    await this.#run(`CREATE TABLE master AS SELECT * FROM (VALUES
      ${categoryMaster.map((row) => `(${row.map(quoteText).join(', ')})`).join(', ')}) AS m(category, category_group)`)
    await this.#formats()
    for (const layout of Object.keys(layouts) as FolderLayout[]) await this.#layout(layout)
    await this.#cache()
    await this.#joins()
    for (const count of fileCounts)
      await this.#measure(`repartition_${count}`, () =>
        this.#write(`repartition_${count}`, ['bucket'], count),
      )
    return this.measured
  }

  async #formats(): Promise<void> {
    await this.#write('csv', [], 1, 'FORMAT csv, HEADER')
    await this.#write('parquet', [])
    await this.#measure('csv_read', () =>
      this.#scan('csv', (files) => `read_csv(${files}, all_varchar = false)`),
    )
    await this.#measure('parquet_read', () => this.#scan('parquet', (files) => `read_parquet(${files})`))
  }

  async #layout(layout: FolderLayout): Promise<void> {
    const columns = [...layouts[layout].columns]
    await this.#measure(`write_${layout}`, () => this.#write(layout, columns))
    const folder = columns.map((name) => `${name}=${folderValue(name, this.#day)}/`).join('')
    await this.#measure(`one_day_${layout}`, () =>
      this.#scan(
        layout,
        (files) => `read_parquet(${files}, hive_partitioning = true)`,
        folder,
        dayFilter(layout, this.#day),
      ),
    )
  }

  async #cache(): Promise<void> {
    const files = quoteText(join(this.#session.folder, 'get/parquet/**/*.parquet'))
    await this.#run(`CREATE VIEW rows AS SELECT * FROM read_parquet(${files})`)
    for (const run of [1, 2]) await this.#measure(`cache_off_${run}`, () => this.#query(aggregate))
    await this.#measure('cache_on_1', async () => {
      await this.#run('DROP VIEW rows')
      await this.#run(`CREATE TABLE rows AS SELECT * FROM read_parquet(${files})`)
      return this.#query(aggregate)
    })
    await this.#measure('cache_on_2', () => this.#query(aggregate))
  }

  async #joins(): Promise<void> {
    const join = (condition: string) =>
      `SELECT COUNT(*) AS row_count, COUNT(DISTINCT category_group) FROM rows JOIN master ON ${condition}`
    // DuckDB joins equal keys by hash; asked for a range of one value, it sorts and merges
    await this.#measure('join_sort_merge', () =>
      this.#query(join('rows.category >= master.category AND rows.category <= master.category')),
    )
    await this.#measure('join_broadcast', () => this.#query(join('rows.category = master.category')))
  }

  async #measure(test_name: string, work: () => Promise<TestResult>): Promise<void> {
    const started = performance.now()
    const { rows, files = 0, bytes = 0 } = await work()
    const elapsed_sec = Math.round(performance.now() - started) / 1000
    const detail = details[test_name]!
    this.measured.push({ engine: 'duckdb', test_name, elapsed_sec, row_count: rows, bytes, files, detail })
  }

  /** Writes all rows, a folder per value of the columns, and uploads them. */
  async #write(name: string, columns: string[], buckets = 1, format = 'FORMAT parquet, COMPRESSION snappy') {
    const folder = join(this.#session.folder, 'put', name)
    await mkdir(folder, { recursive: true })
    const rows = columns.includes('bucket')
      ? `SELECT *, rowid % ${buckets} AS bucket FROM source`
      : 'FROM source'
    const extension = format.includes('csv') ? 'csv' : 'parquet'
    const [target, by] = columns.length
      ? [folder, `, PARTITION_BY (${columns.join(', ')})`]
      : [join(folder, `part-0.${extension}`), '']
    const [written] = await readRows<{ Count: bigint }>(
      this.#session.connection,
      `COPY (${rows}) TO ${quoteText(target)} (${format}${by})`,
    )
    return {
      rows: Number(written!.Count),
      ...(await putFolder(this.#store, folder, `${this.#prefix}${name}/`)),
    }
  }

  /** Downloads a variant (or one folder of it) and reads it. */
  async #scan(
    name: string,
    relation: (files: string) => string,
    below = '',
    condition = 'true',
  ): Promise<TestResult> {
    const prefix = `${this.#prefix}${name}/`
    const keys: string[] = []
    for await (const { key } of this.#store.list(prefix + below)) keys.push(key)
    const folder = join(this.#session.folder, 'get', name)
    const size = await getFolder(this.#store, keys, prefix, folder)
    const files = relation(quoteText(join(folder, '**/*.*')))
    return { ...size, ...(await this.#query(`SELECT ${scanSelect} FROM ${files} WHERE ${condition}`)) }
  }

  async #query(select: string): Promise<TestResult> {
    const [row] = await readRows<{ row_count: bigint }>(this.#session.connection, select)
    return { rows: Number(row!.row_count) }
  }

  async #run(statement: string): Promise<void> {
    await this.#session.connection.run(statement)
  }
}

/** Value of a layout's folder that holds a day. */
const folderValue = (column: string, day: string) =>
  column === 'txn_date' ? day : String(Number(column === 'txn_year' ? day.slice(0, 4) : day.slice(5, 7)))
