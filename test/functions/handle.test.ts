import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { type Mock, mock, test } from 'node:test'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Context } from 'aws-lambda'

// Powertools then writes through the global console, which a test can watch.
process.env.POWERTOOLS_DEV = 'true'
process.env.POWERTOOLS_METRICS_DISABLED = 'false'
process.env.POWERTOOLS_LOG_LEVEL = 'INFO'
process.env.OUTPUT_BUCKET = 'out'
const { handle } = await import('../../functions/handle.ts')
const { record } = await import('../../functions/runtime/metrics.ts')
const { countCalls } = await import('../../functions/runtime/usage.ts')

const context = { functionName: 'card-pipeline-test-publish', memoryLimitInMB: '512' } as Context
const s3 = countCalls(
  new S3Client({
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: {
      handle: async () => ({ response: { statusCode: 200, headers: {}, body: Readable.from([]) } }),
    } as never,
  }),
)

const publish = handle(async (event: { execution: string; rows: number }) => {
  await s3.send(new GetObjectCommand({ Bucket: 'out', Key: '_attempts/run/plan-1.json' }))
  await s3.send(
    new PutObjectCommand({ Bucket: 'out', Key: 'daily_summary/txn_year=2024/part-0.parquet', Body: 'x' }),
  )
  record('RowsPublished', event.rows)
  if (event.rows < 0) throw new Error('fewer than no rows')
  return { published: 1 }
})

const call = (rows: number) => publish({ execution: 'run', rows }, context)

async function linesOf(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const written: Mock<typeof console.log>[] = [mock.method(console, 'log', () => {})]
  for (const name of ['info', 'error'] as const) written.push(mock.method(console, name, () => {}))
  try {
    await work()
    return written.flatMap(({ mock }) => mock.calls.map(({ arguments: [line] }) => JSON.parse(String(line))))
  } finally {
    mock.restoreAll()
  }
}

test('an answer carries what the invocation used', async () => {
  let answer: unknown
  await linesOf(async () => {
    answer = await call(5)
  })
  const { published, used } = answer as { published: number; used: Record<string, number> }
  assert.equal(published, 1)
  assert.deepEqual([used.mb, used.gets, used.puts], [512, 1, 1])
  assert.ok(Number.isInteger(used.ms) && used.ms! >= 0)
})

test('the first answer of a process says how long its start took, and none after it', async () => {
  const fresh = handle(async () => ({ done: true }))
  const used: { init?: number }[] = []
  await linesOf(async () => {
    for (let call = 0; call < 2; call++)
      used.push(((await fresh({}, context)) as unknown as { used: { init?: number } }).used)
  })
  assert.ok(Number.isInteger(used[0]!.init) && used[0]!.init! > 0)
  assert.equal(used[1]!.init, undefined)
})

test('a function with more than the usual /tmp says so', async () => {
  process.env.EPHEMERAL_STORAGE_MB = '3072'
  let answer: unknown
  await linesOf(async () => {
    answer = await call(5)
  })
  delete process.env.EPHEMERAL_STORAGE_MB
  assert.equal((answer as { used: { disk: number } }).used.disk, 3072)
})

test('metrics are one line, with the function and the execution beside them', async () => {
  const lines = await linesOf(() => call(5))
  const line = lines.find((candidate) => '_aws' in candidate)!
  assert.equal(line.service, 'card-pipeline-test')
  assert.deepEqual([line.function, line.execution, line.RowsPublished], ['publish', 'run', 5])
})

test('every call to AWS is named in the log, with its prefix', async () => {
  const lines = await linesOf(() => call(5))
  const { calls } = lines.find((line) => line.message === 'calls') as { calls: object }
  assert.deepEqual(calls, { 'S3 GetObject _attempts/': 1, 'S3 PutObject daily_summary/': 1 })
})

test('a fault is counted, logged once and thrown on', async () => {
  const lines = await linesOf(() => assert.rejects(call(-1), /fewer than no rows/))
  assert.equal(lines.find((line) => '_aws' in line)?.FunctionFaults, 1)
  assert.equal(lines.filter((line) => line.message === 'fault').length, 1)
})

test('a value that is no number is left out', async () => {
  const line = (await linesOf(() => call(Number.NaN))).find((candidate) => '_aws' in candidate)!
  assert.ok(!('RowsPublished' in line) && 'FunctionSeconds' in line)
})

test('a log that cannot be written does not fail the function', async () => {
  for (const name of ['log', 'info'] as const)
    mock.method(console, name, () => {
      throw new Error('no space left on device')
    })
  try {
    assert.equal(((await call(5)) as { published: number }).published, 1)
  } finally {
    mock.restoreAll()
  }
})
