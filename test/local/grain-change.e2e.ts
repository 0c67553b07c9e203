import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { listObjects } from '../../functions/storage/object-store.ts'
import { computedTables } from '../../hive/contract.ts'
import { stack } from '../../local/pipeline/stack.ts'
import { localFolder, projectRoot } from '../../local/process/folders.ts'
import { cloud, command, startCloud, stopCloud } from './end-to-end/cloud.ts'
import { deliver, keyOf, writeFile } from './end-to-end/deliver.ts'
import { assertTables, enter } from './end-to-end/ledger.ts'
import { inputCsv, passingRows } from './end-to-end/rows.ts'
import { commandOn, deploySecond, namesOf, second } from './second-stage/stages.ts'

// One cloud: tables of months, then days deployed over them by mistake, and the way out of it.
before(() => startCloud())
after(async () => {
  await stopCloud()
  for (const folder of [
    join(localFolder, `stage-${second}-000000000000-ap-northeast-2`),
    join(projectRoot, 'reports', second),
  ])
    rmSync(folder, { recursive: true, force: true })
})

const files = {
  'first.csv': passingRows(300, 1, ['2024-01', '2024-02']),
  'second.csv': passingRows(200, 2, ['2024-02', '2024-03']),
}

async function redeploy(grain: 'month' | 'day'): Promise<void> {
  const { code, stderr } = await command('up', '--param', `grain=${grain}`)
  assert.equal(code, 0, stderr)
}

async function listTables(bucket: string): Promise<string[]> {
  const found: string[] = []
  for (const { name } of computedTables)
    for await (const { key, lastModified } of listObjects(bucket, `${name}/`))
      found.push(`${key} ${lastModified.toISOString()}`)
  return found
}

let pending = ''
test('days deployed over tables of months: an upload fails, nothing changes, and the way is named', async () => {
  const published = await deliver('first.csv', inputCsv(files['first.csv']))
  assert.equal(published.code, 0, JSON.stringify(published.delivery))
  enter(keyOf('first.csv'), published.delivery.upload, files['first.csv'])
  await redeploy('day')
  const before = await listTables(stack.outputBucket)
  const { code, delivery } = await deliver('second.csv', inputCsv(files['second.csv']))
  assert.equal(code, 1, JSON.stringify(delivery))
  assert.match(delivery.because!, /--param grain=month; .*--stage NAME --param grain=day/)
  assert.deepEqual(await listTables(stack.outputBucket), before)
  const { stdout } = await command('status', '--json')
  assert.equal(JSON.parse(stdout).uploads.byState.pending, 1)
  pending = delivery.upload
})

test('a new sls stage by days, fed the same inputs, has the same rows', async () => {
  await deploySecond('grain=day')
  for (const [name, rows] of Object.entries(files)) {
    const file = writeFile(inputCsv(rows))
    const sent = await commandOn(second, cloud.endpoint, 'upload', file, '--as', name, '--json')
    assert.equal(sent.code, 0, `${sent.stdout}\n${sent.stderr}`)
  }
  const sum = 'SELECT COUNT(*) AS rows, CAST(SUM(amount) AS BIGINT) AS won FROM partitioned_txn'
  const { stdout, stderr } = await commandOn(second, cloud.endpoint, 'query', '--json', sum)
  const all = Object.values(files).flat()
  const won = all.reduce((total, { amount }) => total + Number(amount), 0)
  const [{ rows, won: found }] = JSON.parse(stdout || `[{}, "${stderr}"]`)
  assert.deepEqual([Number(rows), Number(found)], [all.length, won], stderr)
  const objects = await listTables(namesOf(second).buckets[1]!)
  const days = new Set(all.map(({ transaction_date }) => transaction_date.slice(0, 10)))
  assert.equal(
    objects.filter((each) => /^partitioned_txn\/.*\/part-\d\d\.parquet /.test(each)).length,
    days.size,
  )
})

test('the first stage goes on with its own grain, and the night converts once more what waits', async () => {
  await redeploy('month')
  const { code, stdout, stderr } = await command('nightly')
  assert.equal(code, 0, `${stdout}\n${stderr}`)
  const waited = await command('status', pending, '--follow')
  assert.equal(waited.code, 0, `${waited.stdout}\n${waited.stderr}`)
  enter(keyOf('second.csv'), pending, files['second.csv'])
  await assertTables()
})
