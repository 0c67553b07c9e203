import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findRun } from '../../local/pipeline/executions.ts'
import { listUploads } from '../../local/pipeline/pipeline-state.ts'
import { stack } from '../../local/pipeline/stack.ts'
import { inspectAll } from '../../local/process/program.ts'
import { putUpload } from '../../local/upload/put.ts'
import { announceUpload } from './end-to-end/announce.ts'
import { command, startCloud, stopCloud } from './end-to-end/cloud.ts'
import { deliver, keyOf, writeFile } from './end-to-end/deliver.ts'
import { assertTables, enter } from './end-to-end/ledger.ts'
import { snapshot } from './end-to-end/objects.ts'
import { inputCsv, passingRows } from './end-to-end/rows.ts'

// One cloud for all, in this order: each test goes on from the tables that the ones before it left.
before(() => startCloud())
after(stopCloud)

const spring = ['2024-01', '2024-02', '2024-03']
const first = passingRows(600, 1, spring)

test('the functions that an upload goes through are started before it comes', () => {
  const started = inspectAll().flatMap(({ command }) =>
    command.includes(stack.folder) ? (/-local-(\w+)-\w+\/_worker\.js/.exec(command)?.[1] ?? []) : [],
  )
  const onTheWay = [
    'onUpload',
    'convertChunk',
    'mergeChunks',
    'findDuplicates',
    'checkQuality',
    'admitUpload',
  ]
  for (const name of [...onTheWay, 'planStages', 'aggregate', 'publish', 'report'])
    assert.ok(started.includes(name), `${name} is not among ${started.join(', ')}`)
})

test('a plain upload becomes correct tables', async () => {
  const { code, delivery } = await deliver('first.csv', inputCsv(first))
  assert.equal(code, 0)
  assert.equal(delivery.state, 'published')
  assert.equal(delivery.rows, 600)
  enter(keyOf('first.csv'), delivery.upload, first)
  await assertTables()
})

test('the same event again starts no second run', async () => {
  const [upload] = await listUploads()
  const tables = await snapshot()
  await announceUpload(upload!)
  assert.equal((await findRun(upload!.id))!.status, 'SUCCEEDED')
  assert.deepEqual(await snapshot(), tables)
})

const oddName = '카드 거래 (3월) 50% +1 & more.csv'
test('a key with spaces, Korean and signs is read as it is written', async () => {
  const rows = passingRows(300, 2, ['2024-03'])
  const { code, delivery } = await deliver(oddName, inputCsv(rows))
  assert.equal(code, 0, JSON.stringify(delivery))
  assert.equal(delivery.key, keyOf(oddName))
  enter(delivery.key, delivery.upload, rows)
  await assertTables()
  const { stdout } = await command('status', oddName, '--json')
  assert.equal(JSON.parse(stdout).judgement.state, 'published')
})

test('a multipart upload is one upload; a column too many is left out with a warning', async () => {
  const rows = passingRows(1500, 3, ['2024-04', '2024-05'])
  const path = writeFile(inputCsv(rows, { memo: 4000 }))
  const destination = { bucket: stack.inputBucket, key: keyOf('multipart.csv') }
  await putUpload(path, destination, { partBytes: 5 * 1024 * 1024 })
  const { code, stdout } = await command('status', 'multipart.csv', '--follow', '--json')
  assert.equal(code, 0, stdout)
  enter(destination.key, JSON.parse(stdout).upload, rows)
  await assertTables()
})

test('two uploads into one month at once both count', async () => {
  const batches = [passingRows(200, 4, ['2024-05']), passingRows(200, 5, ['2024-05', '2023-12'])]
  const sent = await Promise.all(batches.map((rows, index) => deliver(`twin-${index}.csv`, inputCsv(rows))))
  for (const [index, { code, delivery }] of sent.entries()) {
    assert.equal(code, 0, JSON.stringify(delivery))
    enter(delivery.key, delivery.upload, batches[index]!)
  }
  await assertTables()
})

test('an upload under a known key replaces what that key had before', async () => {
  const rows = [...first.slice(0, 100), ...passingRows(100, 6, ['2024-02'])]
  const { code, delivery } = await deliver('first.csv', inputCsv(rows))
  assert.equal(code, 0)
  enter(keyOf('first.csv'), delivery.upload, rows)
  await assertTables()
  const { stdout } = await command('status', '--json')
  assert.equal(JSON.parse(stdout).uploads.byState.superseded, 1)
})

test('a correction file needs only the corrected rows', async () => {
  const rows = first.slice(0, 5).map((row) => ({ ...row, amount: 7_777_700, merchant: '정정 가맹점' }))
  const { code, delivery } = await deliver('correction.csv', inputCsv(rows))
  assert.equal(code, 0)
  enter(delivery.key, delivery.upload, rows)
  await assertTables()
})

const refused: [string, string, string | Buffer, RegExp][] = [
  ['a missing column', 'header.csv', inputCsv(first).replace('amount,', 'price,'), /amount/],
  ['an empty file', 'empty.csv', '', /empty|0 bytes/],
  ['a spreadsheet', 'book.csv', Buffer.from('PK\u0003\u0004 rest of an xlsx'), /zip|xlsx/i],
  [
    'a wrong amount',
    'gate.csv',
    inputCsv(first).replace(/,[0-9]+,([0-9]+),approved/, ',-5,$1,approved'),
    /amount_negative/,
  ],
  ['a line cut short', 'cut.csv', `${inputCsv(first)}T1,2024-01-01`, /malformed_line/],
]
for (const [what, name, content, reason] of refused)
  test(`${what} is refused with the reason and changes no table`, async () => {
    const tables = await snapshot()
    const { code, delivery } = await deliver(name, content)
    assert.equal(code, 2, JSON.stringify(delivery))
    assert.equal(delivery.state, 'rejected')
    assert.match(`${delivery.rejection!.reason} ${delivery.rejection!.details.join(' ')}`, reason)
    assert.deepEqual(await snapshot(), tables)
  })

test('a retracted key is out of the tables', async () => {
  const { code, stderr } = await command('retract', 'twin-0.csv')
  assert.equal(code, 0, stderr)
  enter(keyOf('twin-0.csv'), '', [])
  await assertTables()
})

test('the nightly run leaves correct tables and no stage open', async () => {
  const { code, stderr } = await command('nightly')
  assert.equal(code, 0, stderr)
  const { stdout } = await command('status', '--json')
  assert.deepEqual(JSON.parse(stdout).stages.open, [])
  await assertTables()
})

test('the nightly run has measured the year, and each layout has the files it says', async () => {
  const sql = `SELECT test_name, files FROM benchmark_report WHERE test_name LIKE 'repartition%' ORDER BY files`
  const { stdout } = await command('query', sql, '--json')
  const wanted = [1, 4, 8, 16, 50, 200].map((files) => ({ test_name: `repartition_${files}`, files }))
  assert.deepEqual(JSON.parse(stdout), wanted)
})

await import('./end-to-end/conditions.ts')
await import('./end-to-end/replay.ts')
await import('./end-to-end/published-files.ts')
await import('./end-to-end/query-and-report.ts')
await import('./end-to-end/usage.ts')
await import('./end-to-end/rule.ts')
await import('./end-to-end/alarms.ts')
await import('./end-to-end/rights.ts')
await import('./end-to-end/card-in-key.ts')
await import('./end-to-end/restart.ts')
