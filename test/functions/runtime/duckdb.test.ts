import assert from 'node:assert/strict'
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
