import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { localFolder, projectRoot } from '../../local/process/folders.ts'
import { cloud, startCloud, stopCloud } from './end-to-end/cloud.ts'
import { writeFile } from './end-to-end/deliver.ts'
import { inputCsv, passingRows } from './end-to-end/rows.ts'
import { allows, readPolicy } from './second-stage/policy.ts'
import { type Call, type Recorder, startRecorder } from './second-stage/recorder.ts'
import {
  commandOn,
  deploySecond,
  fingerprintOf,
  namesOf,
  type StageName,
  second,
} from './second-stage/stages.ts'

let recorder: Recorder
before(async () => {
  await startCloud()
  await deploySecond()
  recorder = await startRecorder(cloud.endpoint)
})
after(async () => {
  recorder.close()
  await stopCloud()
  for (const folder of [
    join(localFolder, `cloud-${recorder.port}`),
    join(localFolder, `stage-${second}-000000000000-ap-northeast-2`),
    join(projectRoot, 'reports', `cloud-${recorder.port}`),
    join(projectRoot, 'reports', second),
  ])
    rmSync(folder, { recursive: true, force: true })
})

/** The same key in both stages, with other rows: what reaches the wrong one is seen. */
const rows = {
  local: passingRows(300, 1, ['2024-01']),
  [second]: passingRows(200, 2, ['2024-01', '2024-02']),
}
const report = join(tmpdir(), `second-stage-${process.pid}.html`)
const counting = 'SELECT COUNT(*) AS rows FROM partitioned_txn'
const changing = new Set(['upload', 'nightly', 'replay', 'retract'])

/** Every command in an order in which each has something to do, with what its answer must say. */
const commands: [name: string, args: (stage: StageName) => string[], says: (stage: StageName) => RegExp][] = [
  [
    'upload',
    (stage) => [writeFile(inputCsv(rows[stage])), '--as', 'same.csv', '--json'],
    () => /"state": "published"/,
  ],
  ['status', () => ['--json'], () => /"published": 1/],
  ['status', () => ['same.csv', '--json'], () => /"state": "published"/],
  ['query', () => ['--json', counting], (stage) => new RegExp(`"rows":${rows[stage].length}\\b`)],
  ['query', () => ['--athena', '--json', 'SELECT 1'], () => /\[/],
  ['report', () => ['--json', '--out', report], () => /"year":2024/],
  ['nightly', () => ['--json'], () => /"status": "SUCCEEDED"/],
  ['replay', () => ['same.csv', '--json', '--yes'], () => /"state": "published"/],
  ['retract', () => ['same.csv', '--json', '--yes'], () => /"status": "SUCCEEDED"/],
]

/** Calls by stage and command. */
const made = new Map<string, Call[]>()

async function runAll(stage: StageName): Promise<void> {
  for (const [name, args, says] of commands) {
    recorder.calls.length = 0
    const { code, stdout, stderr } = await commandOn(stage, recorder.url, name, ...args(stage))
    const title = `${name} on ${stage}`
    assert.equal(code, 0, `${title}: ${stdout}\n${stderr}`)
    assert.match(stdout, says(stage), title)
    if (stage !== 'local')
      assert.equal(stderr.split('\n')[0], 'account 000000000000, ap-northeast-2, stage second', title)
    made.set(title, [...(made.get(title) ?? []), ...recorder.calls])
  }
}

const others: [StageName, StageName][] = [
  ['local', second],
  [second, 'local'],
]
for (const [stage, other] of others)
  test(`every command works on ${stage}, and ${other} is not touched`, async () => {
    const untouched = await fingerprintOf(other)
    await runAll(stage)
    assert.deepEqual(await fingerprintOf(other), untouched)
    const foreign = [...namesOf(other).buckets, namesOf(other).stateMachineArn.split(':').at(-1)!]
    const names = new RegExp(foreign.map((name) => `[:/]${name}([:/]|$)`).join('|'))
    for (const [title, calls] of made)
      if (title.endsWith(` ${stage}`))
        assert.deepEqual(
          calls.filter(({ resource }) => names.test(resource)),
          [],
          title,
        )
  })

const refused: [string, string[]][] = [
  ['replay', ['same.csv']],
  ['retract', ['same.csv']],
]
for (const [name, args] of refused)
  test(`${name} does nothing on ${second} without consent`, async () => {
    // Retracted by now: its rows have to be there for somebody to be asked.
    if (name === 'replay')
      await commandOn(second, cloud.endpoint, 'upload', writeFile(inputCsv(rows[second])), '--as', 'same.csv')
    const before = await fingerprintOf(second)
    const { code, stderr } = await commandOn(second, cloud.endpoint, name, ...args)
    assert.equal(code, 64)
    assert.match(
      stderr,
      /not done without consent: (run same-\w+ again in stage second|take incoming\/same\.csv out of the tables of stage second)/,
    )
    assert.deepEqual(await fingerprintOf(second), before)
  })

for (const stage of ['local', second] as const) {
  test(`nothing that a command called on ${stage} lies outside its operator policy`, async (context) => {
    const policy = await readPolicy(stage)
    for (const [title, calls] of made) {
      if (!title.endsWith(` ${stage}`)) continue
      context.diagnostic(`${title}: ${[...new Set(calls.map(({ action }) => action))].sort().join(' ')}`)
      assert.deepEqual(
        calls.filter((call) => !allows(policy, call)),
        [],
        title,
      )
    }
  })

  test(`reading commands only read on ${stage}`, () => {
    for (const [title, calls] of made) {
      if (!title.endsWith(` ${stage}`) || changing.has(title.split(' ')[0]!)) continue
      const others = calls.filter(
        ({ action }) => !/:(Get|List|Describe)|^athena:StartQueryExecution$/.test(action),
      )
      assert.deepEqual(others, [], title)
    }
  })
}

/** Rights that no command uses here, with why they are needed. */
const unseen: Record<string, string> = {
  's3:AbortMultipartUpload': 'a large upload that fails',
  'kms:Decrypt': 'Lambda, for who asks for the variables of a function',
  's3:GetBucketLocation': 'Athena, with the rights of whoever asks',
  'glue:GetDatabase': 'Athena, with the rights of whoever asks',
  'glue:GetTable': 'Athena, with the rights of whoever asks',
  'glue:GetPartition': 'Athena, with the rights of whoever asks',
  'glue:GetPartitions': 'Athena, with the rights of whoever asks',
}

test('the operator policy allows nothing that no command calls', async () => {
  const used = new Set([...made.values()].flat().map(({ action }) => action))
  const needless = (await readPolicy(second))
    .flatMap(({ Action }) => Action)
    .filter((action) => !used.has(action) && !(action in unseen))
  assert.deepEqual(needless, [])
})
