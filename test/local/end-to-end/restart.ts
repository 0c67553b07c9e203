import assert from 'node:assert/strict'
import { test } from 'node:test'
import { command } from './cloud.ts'
import { assertTables } from './ledger.ts'
import { snapshot } from './objects.ts'

test('everything is still there after down and up, and nothing is deployed again', async () => {
  const tables = await snapshot()
  assert.equal((await command('down')).code, 0)
  const { code, stdout, stderr } = await command('up')
  assert.equal(code, 0, stderr)
  assert.match(stdout, /nothing to deploy/)
  assert.deepEqual(await snapshot(), tables)
  await assertTables()
})

test('up again takes seconds', async () => {
  const started = Date.now()
  assert.equal((await command('up')).code, 0)
  assert.ok(Date.now() - started < 5000, `${Date.now() - started} ms`)
})
