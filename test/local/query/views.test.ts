import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { hiveName, tables } from '../../../hive/contract.ts'
import { generateCsv } from '../../../local/generate/rows/csv.ts'
import { defaultShape } from '../../../local/generate/rows/transactions.ts'
import { writeBlocks } from '../../../local/generate/write.ts'
import { listTables } from '../../../local/query/list-tables.ts'
import { withFiles } from '../../../local/query/open-tables.ts'
import { type Result, runStatements } from '../../../local/query/result.ts'
import type { PublishedFile } from '../../../local/query/views.ts'
import { publishCsv } from './published-fixture.ts'

let folder: string
let files: PublishedFile[]

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'published-'))
  await writeBlocks(generateCsv({ ...defaultShape, rows: 2000 }), join(folder, 'input.csv'), { gzip: false })
  files = await publishCsv(join(folder, 'input.csv'), 2024, join(folder, 'tables'))
})
after(() => rm(folder, { recursive: true, force: true }))

const ask = (sql: string) =>
  withFiles(files, join(folder, 'tables'), async ({ connection }) => {
    const results: Result[] = []
    for await (const result of runStatements(connection, sql)) results.push(result)
    return results
  })

test('every table is a view of that name, tables without objects too', async () => {
  const list = await withFiles(files, join(folder, 'tables'), listTables)
  assert.deepEqual(
    list.rows.map((row) => row[0]),
    tables.map(hiveName),
  )
  const rows = Object.fromEntries(list.rows.map((row) => [row[0], row[1]]))
  assert.equal(rows.partitioned_txn, 2000)
  assert.equal(rows.monthly_trend, 12)
  assert.equal(rows.quality_report, 0)
})

test('partition columns come from the path', async () => {
  const [months, regions] = await ask(
    `SELECT txn_year, txn_month FROM partitioned_txn GROUP BY ALL ORDER BY ALL;
     SELECT DISTINCT region FROM regional_analysis ORDER BY region`,
  )
  assert.deepEqual(
    months!.rows,
    Array.from({ length: 12 }, (_, index) => [2024, index + 1]),
  )
  assert.deepEqual(regions!.rows.flat(), ['경기', '광주', '대구', '대전', '부산', '서울', '인천', '제주'])
})

const forbidden = [
  `SELECT * FROM read_csv('/etc/passwd')`,
  `COPY (SELECT 1) TO '/tmp/escaped.csv'`,
  'INSTALL httpfs',
  'SET enable_external_access = true',
]
for (const sql of forbidden) {
  test(`nothing but the tables can be reached: ${sql}`, async () => {
    await assert.rejects(ask(sql), { name: 'CommandError' })
  })
}
