import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ListClustersCommand, TerminateJobFlowsCommand } from '@aws-sdk/client-emr'
import { parseFaults, takeFault } from '../../../local/emr/faults.ts'
import type { RunStep } from '../../../local/emr/step-outcome.ts'
import { withEndpoint } from './endpoint.ts'

let ran = 0
/** Counts, and takes longer than the instances stay when spot instances are lost. */
const work: RunStep = async (_entry, _step, signal) => {
  ran++
  await sleep(1500, undefined, { signal }).catch(() => {})
  return signal.aborted ? { ok: false, message: 'killed' } : { ok: true }
}

const lost = [
  { fault: 'capacity', code: 'INSTANCE_FLEET_TIMEOUT', message: /insufficient capacity/, step: 'CANCELLED' },
  { fault: 'bootstrap', code: 'BOOTSTRAP_FAILURE', message: /bootstrap action/, step: 'CANCELLED' },
  { fault: 'spot', code: 'INSTANCE_FAILURE', message: /Spot/, step: 'FAILED' },
] as const

for (const { fault, code, message, step: state } of lost) {
  test(`${fault}: the cluster ends with ${code}, its step ${state}; the next cluster is sound`, () =>
    withEndpoint(work, async ({ start, addStep, reach, reachStep, inject }) => {
      await inject({ [fault]: 1 })
      const cluster = await start()
      const step = await addStep(cluster)
      const { Status } = await reach(cluster, 'TERMINATED_WITH_ERRORS')
      assert.equal(Status?.StateChangeReason?.Code, code)
      assert.match(Status!.StateChangeReason!.Message!, message)
      await reachStep(cluster, step, state)
      const next = await start()
      await reachStep(next, await addStep(next), 'COMPLETED')
    }))
}

test('step: the step fails once, the cluster lives', () =>
  withEndpoint(work, async ({ start, addStep, reachStep, inject }) => {
    await inject({ step: 1 })
    const cluster = await start()
    await reachStep(cluster, await addStep(cluster), 'FAILED')
    await reachStep(cluster, await addStep(cluster), 'COMPLETED')
  }))

test('silent: the step is COMPLETED and nothing ran', () =>
  withEndpoint(work, async ({ start, addStep, reachStep, inject }) => {
    await inject({ silent: 1 })
    const before = ran
    const cluster = await start()
    await reachStep(cluster, await addStep(cluster), 'COMPLETED')
    assert.equal(ran, before)
  }))

test('hang: the step runs on until the cluster is terminated', () =>
  withEndpoint(work, async ({ client, start, addStep, reach, reachStep, inject }) => {
    await inject({ hang: 1, step: 1 })
    const cluster = await start()
    const step = await addStep(cluster)
    await reachStep(cluster, step, 'RUNNING')
    await sleep(2000)
    await reachStep(cluster, step, 'RUNNING')
    await client.send(new TerminateJobFlowsCommand({ JobFlowIds: [cluster] }))
    await reach(cluster, 'TERMINATED')
    const next = await start()
    await reachStep(next, await addStep(next), 'FAILED')
  }))

const answers = [
  { fault: 'throttle', name: 'ThrottlingException' },
  { fault: 'unavailable', name: 'InternalServerException' },
] as const

for (const { fault, name } of answers) {
  test(`${fault}: the client tries again, and sees ${name} when it lasts`, () =>
    withEndpoint(work, async ({ client, inject }) => {
      await inject({ [fault]: 1 })
      await client.send(new ListClustersCommand({}))
      await inject({ [fault]: 3 })
      await assert.rejects(client.send(new ListClustersCommand({})), { name })
    }))
}

test('faults happen as often as asked, and only known ones are taken', () => {
  const faults = parseFaults({ step: 2 })
  assert.deepEqual(
    [1, 2, 3].map(() => takeFault(faults, 'step')),
    [true, true, false],
  )
  assert.throws(() => parseFaults({ fire: 1 }), /no such fault: fire/)
})
