import '../faults/environment.ts'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { writeBenchmarkReport } from '../../functions/benchmark/report.ts'
import { storeQuarantine } from '../../functions/quality/quarantine.ts'
import { readRows, withDuckDb } from '../../functions/runtime/duckdb.ts'
import { countersKey } from '../../functions/storage/layout.ts'
import { s3Store, writeJson } from '../../functions/storage/store.ts'
import type { Upload } from '../../functions/upload/upload.ts'
import { tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { duckDbType, quoteName } from '../../jobs/duckdb-sql.ts'
import { projectRoot } from '../../local/process/folders.ts'
import { findPython } from '../../local/process/python.ts'
import { Cloud, outputBucket } from '../faults/cloud.ts'
import { file, line, lines } from '../functions/conversion/csv-text.ts'
import { bytesOf } from '../hive/parquet-columns.ts'
import { installVenv } from '../serverless/python-tool.ts'

/** What a reader saw of a whole table. */
interface Seen {
  rows: number
  /** NULLs by column. */
  nulls: Record<string, number>
  /** Sums of the columns the reader takes for numbers. */
  sums: Record<string, number>
  /** Values of the column region, NULL as the reader writes it. */
  regions: string[]
}

const folder = mkdtempSync(join(tmpdir(), 'readers-'))
let seen: Record<string, Record<string, Seen>>

const withoutRegion = line({ transaction_id: 'none', region: '', merchant: '', installment_months: '3' })
const measured = {
  engine: 'duckdb',
  test_name: 'scan',
  elapsed_sec: 0.5,
  row_count: 600,
  bytes: 1,
  files: 1,
  detail: '',
} as const

const kept: Upload = {
  id: 'day-1',
  bucket: 'in',
  key: 'incoming/day.csv',
  versionId: '1',
  etag: 'e',
  bytes: 1,
  order: '1',
  uploadedAt: '2024-03-05T00:00:00Z',
}

before(async () => {
  await publish()
  const python = join(
    installVenv('readers', join(projectRoot, 'test/readers/requirements.txt'), findPython),
    'bin/python',
  )
  const script = join(projectRoot, 'test/readers/read_tables.py')
  const names = tables.map(({ name }) => name)
  seen = JSON.parse(execFileSync(python, [script, folder, ...names], { encoding: 'utf8' }))
})

after(() => rmSync(folder, { recursive: true }))

/** Publishes two years, one of them with a row without a region, and keeps the output bucket in a folder. */
async function publish(): Promise<void> {
  const cloud = new Cloud()
  cloud.install()
  const year2024 = lines(300).map((text, index) => (index === 0 ? withoutRegion : text))
  // years alike: fastparquet 2026.9.0 loses a text column that is dictionary-encoded in one file and plain in another
  const year2023 = lines(300, 301).map((text) => text.replace('2024-', '2023-'))
  const rows = [...year2024, ...year2023]
  await cloud.upload('incoming/day.csv', file(rows).toString())
  await withDuckDb((session) =>
    writeBenchmarkReport(s3Store(outputBucket), session, 'night', '2024-03-05T00:00:00Z', [measured]),
  )
  const quarantined = [
    {
      line: 3,
      check: 'number_format',
      column: 'amount',
      value: '만원',
      text: 'T1,2024-03-05 10:00:00,…,만원',
    },
    { line: 9, check: 'malformed_line', reason: '10 fields instead of 11', text: 'T2' },
  ]
  await writeJson(s3Store(outputBucket), countersKey(kept.id, 'run'), {
    quarantined: { counts: {}, rows: quarantined },
  })
  await storeQuarantine(s3Store(outputBucket), 'run', kept)
  for (const key of cloud.s3.keys(outputBucket)) {
    mkdirSync(dirname(join(folder, key)), { recursive: true })
    writeFileSync(join(folder, key), cloud.s3.body(outputBucket, key)!)
  }
}

const columnsOf = ({ columns, partitions }: Table) => [...columns, ...partitions]
const numbers = ['INT', 'BIGINT', 'DOUBLE']

/** What DuckDB sees of a table, in the shape of the other readers. Its types are those of the contract. */
async function readWithDuckDb(table: Table): Promise<Seen> {
  return withDuckDb(async ({ connection }) => {
    const source = `read_parquet('${join(folder, table.name)}/**/*.parquet')`
    const described = await readRows<{ column_name: string; column_type: string }>(
      connection,
      `DESCRIBE SELECT * FROM ${source}`,
    )
    const types = Object.fromEntries(described.map((column) => [column.column_name, column.column_type]))
    for (const { name, type } of table.columns) assert.equal(types[name], duckDbType[type], name)
    const values = columnsOf(table).map(({ name, type }) => {
      const column = quoteName(name)
      const sum = numbers.includes(type) ? `SUM(${column})` : 'NULL'
      return `CAST(COUNT(*) FILTER (WHERE ${column} IS NULL) AS INTEGER) AS "nulls ${name}", CAST(${sum} AS DOUBLE) AS "sum ${name}"`
    })
    const [all] = await readRows<Record<string, number>>(
      connection,
      `SELECT CAST(COUNT(*) AS INTEGER) AS rows, ${values.join(', ')} FROM ${source}`,
    )
    const of = (what: string, columns: { name: string }[]) =>
      Object.fromEntries(columns.map(({ name }) => [name, Math.round(all![`${what} ${name}`]! * 100) / 100]))
    const regions = columnsOf(table).some(({ name }) => name === 'region')
      ? await readRows<{ region: string }>(
          connection,
          `SELECT DISTINCT region FROM ${source} WHERE region IS NOT NULL`,
        )
      : []
    return {
      rows: all!.rows!,
      nulls: of('nulls', columnsOf(table)),
      sums: of(
        'sum',
        table.columns.filter(({ type }) => numbers.includes(type)),
      ),
      regions: regions.map(({ region }) => region).sort(),
    }
  })
}

for (const table of tables)
  test(`pandas, polars, pyarrow, fastparquet, DuckDB and hyparquet see the same ${table.name}`, async () => {
    const expected = await readWithDuckDb(table)
    assert.ok(expected.rows > 0)
    for (const [reader, found] of Object.entries(seen[table.name]!)) {
      assert.equal(found.rows, expected.rows, reader)
      assert.deepEqual(found.nulls, expected.nulls, reader)
      for (const [column, sum] of Object.entries(expected.sums))
        assert.equal(found.sums[column], sum, `${reader}: ${column}`)
      assert.deepEqual(
        found.regions.filter((region) => !['None', 'nan'].includes(region)),
        expected.regions,
        reader,
      )
    }
    assert.equal(await countWithHyparquet(table), expected.rows)
  })

async function countWithHyparquet(table: Table): Promise<number> {
  const files = globSync(`${table.name}/**/*.parquet`, { cwd: folder })
  const rows = await Promise.all(
    files.map(async (path) => parquetReadObjects({ file: bytesOf(readFileSync(join(folder, path))) })),
  )
  return rows.flat().length
}

test('rows without a region are in a partition of their own, and count in every reader', () => {
  for (const [reader, { regions, nulls }] of Object.entries(seen.regional_analysis!)) {
    assert.ok(regions.includes('미상'), reader)
    assert.equal(nulls.region, 0)
  }
})
