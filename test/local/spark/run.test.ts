import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sparkSql } from '../../../local/spark/run.ts'

test('statements run in Spark 3.5 with ANSI on; the first that fails ends the process with 1', async () => {
  const { code, stdout, stderr } = await sparkSql({
    sql: `SELECT version(), '\${year}'; SELECT CAST('12.5' AS INT); SELECT 'not reached';`,
    variables: { year: '2024' },
    announce: console.error,
  })
  assert.match(stdout, /^3\.5\.9 .*\t2024\n$/)
  assert.match(stderr, /CAST_INVALID_INPUT/)
  assert.equal(code, 1)
})
