import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { readRows, withDuckDb } from '../../../functions/runtime/duckdb.ts'

const texts = ['\ufeff서울', '\ufeff a text that is longer than twelve bytes', '서울\ufeff', '\ufeff', '']

for (const text of texts)
  test(`DuckDB hands over ${JSON.stringify(text)} as it is`, async () => {
    const points = [...text].map((character) => `chr(${character.codePointAt(0)})`)
    const sql = `SELECT ${["''", ...points].join(' || ')} AS text`
    const rows = await withDuckDb(({ connection }) => readRows<{ text: string }>(connection, sql))
    assert.deepEqual(rows, [{ text }])
  })

test('few rows are read by one thread', async () => {
  const threadsFor = (rows?: number) =>
    withDuckDb(async ({ connection }) => {
      const [found] = await readRows<{ threads: bigint }>(
        connection,
        "SELECT current_setting('threads') AS threads",
      )
      return Number(found!.threads)
    }, rows)
  for (const rows of [0, 1, 122_880]) assert.equal(await threadsFor(rows), 1)
  assert.equal(await threadsFor(122_881), Math.min(2, availableParallelism()))
  assert.equal(await threadsFor(), availableParallelism())
})
