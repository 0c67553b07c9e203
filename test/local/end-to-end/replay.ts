import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3'
import { s3 } from '../../../functions/storage/object-store.ts'
import { findTable } from '../../../hive/contract.ts'
import { listUploads } from '../../../local/pipeline/pipeline-state.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { withPublishedTables } from '../../../local/query/open-tables.ts'
import { putUpload } from '../../../local/upload/put.ts'
import { readCells } from '../../jobs/table-case.ts'
import { command } from './cloud.ts'
import { keyOf, writeFile } from './deliver.ts'
import { assertTables, enter } from './ledger.ts'
import { snapshot } from './objects.ts'
import { inputCsv, passingRows } from './rows.ts'

async function replay(name: string) {
  const { code, stdout, stderr } = await command('replay', name, '--json')
  assert.ok(stdout, stderr)
  return { code, delivery: JSON.parse(stdout) }
}

const repeated: [string, () => Promise<string>, string, number][] = [
  ['a published upload', async () => 'correction.csv', 'published', 0],
  ['a superseded upload', async () => (await oldestOf('first.csv')).id, 'superseded', 0],
  ['an upload whose header is refused', async () => 'header.csv', 'rejected', 2],
  ['an upload that does not pass the gate', async () => 'gate.csv', 'rejected', 2],
]
for (const [what, find, state, exit] of repeated)
  test(`replay of ${what}: ${state} again, and nothing changes or counts twice`, async () => {
    // what counts is published anew, with the same rows; of the others no object is touched
    const look = async () => (state === 'published' ? (await snapshot()).map(withoutTime) : await snapshot())
    const [tables, checks] = [await look(), await countChecks()]
    const { code, delivery } = await replay(await find())
    assert.equal(delivery.state, state)
    assert.equal(code, exit)
    assert.deepEqual(await look(), tables)
    assert.deepEqual(await countChecks(), checks)
    await assertTables()
  })

const withoutTime = (line: string) => line.slice(0, line.lastIndexOf(' '))

test('replay publishes an upload whose event was never delivered', async () => {
  const rows = passingRows(200, 9, ['2024-04'])
  await withoutEvents(() =>
    putUpload(writeFile(inputCsv(rows)), { bucket: stack.inputBucket, key: keyOf('unheard.csv') }),
  )
  const before = await command('status', 'unheard.csv', '--json')
  assert.equal(JSON.parse(before.stdout).judgement.state, 'received')
  const { code, delivery } = await replay('unheard.csv')
  assert.equal(code, 0, JSON.stringify(delivery))
  assert.equal(delivery.state, 'published')
  assert.equal(delivery.rows, 200)
  enter(delivery.key, delivery.upload, rows)
  await assertTables()
})

const misnamed: [string, string[], number, RegExp][] = [
  [
    'an unknown name',
    ['nobody.csv'],
    1,
    /no upload, key or run named nobody\.csv.*npm run status lists them/s,
  ],
  ['no name', [], 64, /no UPLOAD is given.*npm run replay -- --help/s],
]
for (const [what, args, exit, message] of misnamed)
  test(`replay of ${what} says what to do`, async () => {
    const { code, stderr } = await command('replay', ...args)
    assert.equal(code, exit)
    assert.match(stderr, message)
  })

async function oldestOf(name: string) {
  return (await listUploads()).find(({ key }) => key === keyOf(name))!
}

/** Rows of quality_report by upload. */
const countChecks = () =>
  withPublishedTables(async ({ connection }) => {
    const columns = findTable('quality_report').columns.filter(({ name }) => name === 'upload_id')
    const select = 'SELECT upload_id FROM quality_report ORDER BY upload_id'
    return readCells(connection, columns, select, [])
  })

/** Does something while the input bucket tells nobody of new objects. */
async function withoutEvents(work: () => Promise<unknown>): Promise<void> {
  const { QueueConfigurations, TopicConfigurations, LambdaFunctionConfigurations } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: stack.inputBucket }),
  )
  const configure = (NotificationConfiguration: object) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: stack.inputBucket, NotificationConfiguration }),
    )
  await configure({})
  try {
    await work()
  } finally {
    await configure({ QueueConfigurations, TopicConfigurations, LambdaFunctionConfigurations })
  }
}
