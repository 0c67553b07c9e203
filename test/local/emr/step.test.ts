import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Entry, Step } from '../../../local/emr/state.ts'
import { readStep, stepRunner } from '../../../local/emr/step.ts'

const step = (Args: string[], Jar = 'command-runner.jar') => ({ Id: 's-1', Config: { Jar, Args } }) as Step
const Configurations = [
  { Classification: 'spark-defaults', Properties: { 'spark.sql.x': '1', 'spark.executor.memory': '9g' } },
  { Classification: 'spark', Properties: { maximizeResourceAllocation: 'true' } },
]
const cluster = { Id: 'j-1', LogUri: 's3://logs/emr/', Configurations } as unknown as Entry['cluster']
const entry: Entry = { cluster, steps: [], request: {}, idleTimeout: null }

test('settings about SQL reach the process; those about machines do not', () => {
  const args = [
    'spark-sql',
    '--conf',
    'spark.sql.y=a=b',
    '--executor-memory',
    '4g',
    '--hivevar',
    'k=v',
    '-f',
    's3://b/x',
  ]
  assert.deepEqual(readStep(entry, step(args)), {
    conf: { 'spark.sql.x': '1', 'spark.sql.y': 'a=b' },
    args: ['--hivevar', 'k=v', '-f', 's3://b/x'],
  })
})

test('any other program is refused', () => {
  assert.throws(() => readStep(entry, step(['hive-script'])), /only command-runner.jar spark-sql/)
  assert.throws(() => readStep(entry, step([], 's3://b/own.jar')), /cannot run s3:\/\/b\/own.jar/)
})

test('a step runs in real Spark; its logs lie under LogUri as EMR lays them out', async () => {
  const stored = new Map<string, Buffer>()
  const store = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      stored.set(request.url!.replace(/\?.*/, ''), Buffer.concat(parts))
      response.setHeader('etag', '"1"').end()
    })
  })
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve))
  const folder = await mkdtemp(join(tmpdir(), 'emr-step-'))
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(store.address() as AddressInfo).port}`
  Object.assign(process.env, {
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  })
  try {
    const sql = "SELECT 'seen'; SELECT raise_error('rows are missing')"
    const run = stepRunner(folder, console.error)
    const outcome = await run(entry, step(['spark-sql', '-e', sql]), new AbortController().signal)
    assert.ok(!outcome.ok)
    assert.match(outcome.message, /rows are missing/)
    assert.equal(outcome.logFile, 's3://logs/emr/j-1/steps/s-1/stderr.gz')
    const logs = ['controller', 'stdout', 'stderr'].map((name) => `/logs/emr/j-1/steps/s-1/${name}.gz`)
    assert.deepEqual([...stored.keys()], logs)
    assert.match(textOf(stored.get(logs[1]!)!), /^seen$/m)
    assert.match(textOf(stored.get(logs[0]!)!), /exitCode 1/)
  } finally {
    store.close()
    await rm(folder, { recursive: true })
  }
})

/** The text of a gzip body, taken out of the frames of a signed upload where it has them. */
function textOf(body: Buffer): string {
  return gunzipSync(body.subarray(body.indexOf(Buffer.from([0x1f, 0x8b])))).toString()
}
