import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withDuckDb } from '../../../../functions/runtime/duckdb.ts'
import { readQuarantine } from '../../../../local/report/data/standing.ts'

const standing = (upload: string, source: string, quarantined: number) => ({
  key: `incoming/${upload}.csv`,
  upload,
  source,
  quarantined,
})

test('rows that are kept apart are those of the uploads that stand, by check, with the first line', async () => {
  const { sources, kept, more } = await withDuckDb(async ({ connection }) => {
    await connection.run(`CREATE TABLE quarantined_txn AS SELECT * FROM (VALUES
      ('live', 'card_format', 9), ('live', 'card_format', 4), ('live', 'number_format', 7), ('replaced', 'card_format', 2),
      ('published', 'card_format', 3)) AS rows(upload_id, check_name, line)`)
    return readQuarantine(connection, [
      standing('live', 'van-a', 3),
      standing('clean', 'contract', 0),
      // its replay keeps nothing apart any more
      standing('published', 'contract', 0),
    ])
  })
  assert.deepEqual(sources, [
    { source: 'contract', uploads: 2, quarantined: 0 },
    { source: 'van-a', uploads: 1, quarantined: 3 },
  ])
  const live = { upload: 'live', key: 'incoming/live.csv', source: 'van-a' }
  assert.deepEqual(kept, [
    { ...live, check: 'card_format', rows: 2, line: 4 },
    { ...live, check: 'number_format', rows: 1, line: 7 },
  ])
  assert.equal(more, 0)
})
