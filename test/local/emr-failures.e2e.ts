import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { EMRClient, ListClustersCommand } from '@aws-sdk/client-emr'
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import type { Catalog } from '../../functions/catalog/catalog.ts'
import { executionStatus, startExecution } from '../../functions/run/executions.ts'
import { catalogKey, pendingKey } from '../../functions/storage/layout.ts'
import { readJson, s3Store, writeJson } from '../../functions/storage/store.ts'
import type { Faults } from '../../local/emr/faults.ts'
import { stack } from '../../local/pipeline/stack.ts'
import { cloud, startCloud, stopCloud } from './end-to-end/cloud.ts'
import { deliver, keyOf } from './end-to-end/deliver.ts'
import { assertTables, enter } from './end-to-end/ledger.ts'
import { openMailbox, receiveAll } from './end-to-end/mailbox.ts'
import { snapshot } from './end-to-end/objects.ts'
import { inputCsv, passingRows } from './end-to-end/rows.ts'

// A year of 2,300 rows is heavy here and its uploads are not: the year waits until somebody asks for it.
const stepSeconds = 150
before(() => startCloud('heavyRows=2000', `emrStepSeconds=${stepSeconds}`))
after(stopCloud)

const years = ['etl/2024', 'quarterly/2024']
const months = ['2024-01', '2024-05', '2024-11']
const bucket = stack.outputBucket
const emr = new EMRClient({})

const inject = (faults: Faults) =>
  fetch(`http://127.0.0.1:${cloud.emrPort}/_local/faults`, { method: 'POST', body: JSON.stringify(faults) })

const stages = async () => (await readJson<Catalog>(s3Store(bucket), catalogKey))!.value.stages
const heavyTables = async () =>
  (await snapshot()).filter((line) => !/^(partitioned_txn|daily_summary|quality_report)\//.test(line))

/** Makes everything dirty due, as the schedule does, and runs it to its end. */
async function runDue(name: string): Promise<void> {
  await writeJson(s3Store(bucket), pendingKey(`schedule-${name}`), { kind: 'schedule', execution: name })
  await startExecution(name, { trigger: 'refresh' })
  for (let tries = 0; tries < 1200; tries++) {
    const status = await executionStatus(name)
    if (status === 'SUCCEEDED') return
    assert.equal(status, 'RUNNING')
    await sleep(500)
  }
  assert.fail(`${name} did not end`)
}

/** Changes after how many seconds a running step is given up. */
async function limitSteps(seconds: number): Promise<void> {
  const lambda = new LambdaClient({})
  const FunctionName = `${stack.name}-checkStep`
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const Variables = { ...Environment!.Variables, EMR_STEP_SECONDS: String(seconds) }
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
}

async function assertNoClusters(): Promise<void> {
  const { Clusters = [] } = await emr.send(new ListClustersCommand({}))
  for (const { Name, Status } of Clusters) assert.match(Status!.State!, /^TERMINATED/, Name)
}

test('a light upload leaves a heavy year for the night', async () => {
  const first = passingRows(1500, 1, months)
  const one = await deliver('first.csv', inputCsv(first))
  assert.equal(one.delivery.state, 'published')
  enter(keyOf('first.csv'), one.delivery.upload, first)
  const second = passingRows(800, 2, months)
  const two = await deliver('second.csv', inputCsv(second))
  assert.equal(two.delivery.state, 'deferred')
  enter(keyOf('second.csv'), two.delivery.upload, second)
  const { Clusters } = await emr.send(new ListClustersCommand({}))
  assert.deepEqual(Clusters, [], 'no cluster for a light upload')
})

const withoutCluster: [Faults, RegExp][] = [
  [{ capacity: 1 }, /INSTANCE_FLEET_TIMEOUT/],
  [{ bootstrap: 1 }, /BOOTSTRAP_FAILURE/],
]
for (const [index, [fault, reason]] of withoutCluster.entries()) {
  test(`${Object.keys(fault)}: no cluster can be had, so the years wait for the next night, and people are told`, async () => {
    const mailbox = await openMailbox()
    const before = await heavyTables()
    await inject(fault)
    await runDue(`no-cluster-${index}`)
    assert.deepEqual(await heavyTables(), before)
    await assertNoClusters()
    for (const year of years) {
      const { failures, failure, due, done, want, claim } = (await stages())[year]!
      assert.deepEqual([failures, due, claim], [0, null, null], year)
      assert.ok(done < want, year)
      assert.match(failure!, reason)
    }
    await receiveAll(mailbox, 60, reason, /Waiting for the nightly run: etl\/2024, quarterly\/2024/)
  })
}

test('step, hang, spot loss: each is told, counted and leaves tables and clusters behind as it should', async () => {
  const mailbox = await openMailbox()
  const before = await heavyTables()
  // On a slow machine a submission can meet two faults at once: more spot losses wait than attempts are left.
  await inject({ hang: 1, step: 1, spot: 9 })
  // No step gets as far as real work: the one that hangs is given up soon.
  await limitSteps(15)
  await runDue('worst-night')
  await limitSteps(stepSeconds)
  assert.deepEqual(await heavyTables(), before)
  await assertNoClusters()
  for (const year of years) {
    const { failures, done, want, claim } = (await stages())[year]!
    assert.equal(failures, 3, year)
    assert.ok(done < want && claim === null, year)
  }
  await receiveAll(mailbox, 60, /more than 15 s/, /Unknown Error/, /INSTANCE_FAILURE/)
})

test('a step that says COMPLETED and wrote nothing fails its stage; its neighbour is published', async () => {
  await inject({ silent: 1, spot: 0 })
  await runDue('silent-night')
  const failures = years.map(async (year) => (await stages())[year]!.failures)
  assert.deepEqual((await Promise.all(failures)).sort(), [0, 3])
  await assertNoClusters()
})

test('the next run succeeds, and the tables are those of an undisturbed one', async () => {
  await runDue('quiet-night')
  for (const year of years) assert.equal((await stages())[year]!.failures, 0)
  await assertTables()
  await assertNoClusters()
})

test('an upload that is heavy itself is checked and computed on one cluster, at once', async () => {
  const rows = passingRows(2100, 3, ['2023-02', '2023-03'])
  const { delivery } = await deliver('heavy.csv', inputCsv(rows))
  assert.equal(delivery.state, 'published')
  enter(keyOf('heavy.csv'), delivery.upload, rows)
  await assertTables()
  const { Clusters } = await emr.send(new ListClustersCommand({}))
  assert.equal(Clusters!.filter(({ Name }) => Name!.endsWith(delivery.upload)).length, 1)
  await assertNoClusters()
})

// What the functions of the heavy path called is compared with their roles.
await import('./end-to-end/rights.ts')
