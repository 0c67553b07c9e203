import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { glueTables } from '../../functions/iceberg/glue-tables.ts'
import { icebergPrefix } from '../../functions/storage/layout.ts'
import { listObjects } from '../../functions/storage/object-store.ts'
import { s3Store } from '../../functions/storage/store.ts'
import { computedTables, hiveName } from '../../hive/contract.ts'
import { snapshotName } from '../../hive/snapshot-ddl.ts'
import { stack } from '../../local/pipeline/stack.ts'
import { findRound } from '../../local/query/round.ts'
import { command, startCloud, stopCloud } from './end-to-end/cloud.ts'
import { deliver, keyOf } from './end-to-end/deliver.ts'
import { assertTables, enter } from './end-to-end/ledger.ts'
import { inputCsv, passingRows } from './end-to-end/rows.ts'

// One cloud for all, deployed three times: without snapshots, with, and without again.
before(() => startCloud('iceberg=off'))
after(stopCloud)

async function publish(name: string, seed: number): Promise<void> {
  const rows = passingRows(300, seed, ['2024-01', '2024-02'])
  const { code, delivery } = await deliver(name, inputCsv(rows))
  assert.equal(code, 0, JSON.stringify(delivery))
  enter(keyOf(name), delivery.upload, rows)
}

async function redeploy(iceberg: 'on' | 'off'): Promise<void> {
  const { code, stderr } = await command('up', '--param', `iceberg=${iceberg}`)
  assert.equal(code, 0, stderr)
}

async function listSnapshotObjects(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of listObjects(stack.outputBucket, icebergPrefix)) keys.push(key)
  return keys
}

const glueNames = async () => {
  const glue = glueTables(`card_pipeline_${stack.stage}`)
  const found = await Promise.all(computedTables.map((table) => glue.find(snapshotName(table))))
  return computedTables.filter((_, index) => found[index]).map(snapshotName)
}

test('without snapshots files are published, and nothing is written for snapshots', async () => {
  await publish('first.csv', 1)
  await assertTables()
  assert.deepEqual(await listSnapshotObjects(), [])
  assert.deepEqual(await glueNames(), [])
})

test('without snapshots query reads the plain prefixes, and says that there is no past', async () => {
  const { code, stdout, stderr } = await command(
    'query',
    'SELECT COUNT(*) AS rows FROM partitioned_txn',
    '--json',
  )
  assert.equal(code, 0, stderr)
  assert.equal(Number(JSON.parse(stdout)[0].rows), 300)
  assert.doesNotMatch(stderr, /round/)
  const past = await command('query', 'SELECT 1', '--as-of', '2024-01-01')
  assert.equal(past.code, 1)
  assert.match(past.stderr, /no snapshots are that old: there are none/)
})

test('without snapshots the nightly run ends well and leaves no stage open', async () => {
  const { code, stderr } = await command('nightly')
  assert.equal(code, 0, stderr)
  const { stdout } = await command('status', '--json')
  assert.deepEqual(JSON.parse(stdout).stages.open, [])
  assert.deepEqual(await listSnapshotObjects(), [])
})

test('switched on, every table has a snapshot after the next night', async () => {
  await redeploy('on')
  const { code, stderr } = await command('nightly')
  assert.equal(code, 0, stderr)
  const round = (await findRound(s3Store(stack.outputBucket)))!
  assert.deepEqual(Object.keys(round.tables), computedTables.map(hiveName))
  assert.deepEqual(await glueNames(), computedTables.map(snapshotName))
  await assertTables()
})

test('switched off again, query follows the plain prefixes, and the past stays', async () => {
  await redeploy('off')
  const before = await listSnapshotObjects()
  await publish('second.csv', 2)
  await assertTables()
  assert.deepEqual(await listSnapshotObjects(), before)
  const count = 'SELECT COUNT(*) AS rows FROM partitioned_txn'
  const now = await command('query', count, '--json')
  assert.equal(Number(JSON.parse(now.stdout)[0].rows), 600, now.stderr)
  const then = await command('query', count, '--json', '--as-of', '2099-01-01')
  assert.equal(Number(JSON.parse(then.stdout)[0].rows), 300, then.stderr)
})
