import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DescribeClusterCommand,
  ListClustersCommand,
  ListStepsCommand,
  RunJobFlowCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr'
import { serveEmr } from '../../../local/emr/server.ts'
import type { RunStep } from '../../../local/emr/step-outcome.ts'
import { clusterInput, connect, withEndpoint } from './endpoint.ts'

const succeed: RunStep = async () => ({ ok: true })
const fail: RunStep = async () => ({ ok: false, message: 'no such table' })
/** Runs until it is ended. */
const linger: RunStep = (_entry, _step, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve({ ok: false, message: 'killed' })))

test('a cluster boots, waits, runs steps one after the other and is terminated on request', () =>
  withEndpoint(
    succeed,
    async ({ client, start, addStep, reach, reachStep }) => {
      const Tags = [{ Key: 'execution', Value: 'run-1' }]
      const cluster = await start({ Tags, Name: 'card-pipeline-local run-1' })
      assert.equal((await reach(cluster, 'STARTING')).Status?.Timeline?.ReadyDateTime, undefined)
      await reach(cluster, 'BOOTSTRAPPING')
      const ready = await reach(cluster, 'WAITING')
      assert.ok(ready.Status!.Timeline!.ReadyDateTime! >= ready.Status!.Timeline!.CreationDateTime!)
      assert.deepEqual(ready.Tags, Tags)
      const steps = [await addStep(cluster), await addStep(cluster)]
      for (const step of steps) await reachStep(cluster, step, 'COMPLETED')
      const listed = await client.send(new ListStepsCommand({ ClusterId: cluster }))
      assert.deepEqual(listed.Steps!.map(({ Id }) => Id).sort(), steps.sort())
      await client.send(new TerminateJobFlowsCommand({ JobFlowIds: [cluster] }))
      const gone = await reach(cluster, 'TERMINATED')
      assert.equal(gone.Status?.StateChangeReason?.Code, 'USER_REQUEST')
      const active = new ListClustersCommand({ ClusterStates: ['STARTING', 'RUNNING', 'WAITING'] })
      assert.deepEqual((await client.send(active)).Clusters, [])
      await assert.rejects(addStep(cluster), { message: /may not be modified/ })
    },
    4,
  ))

const failures = [
  { action: 'CONTINUE', cluster: 'WAITING', next: 'FAILED' },
  { action: 'CANCEL_AND_WAIT', cluster: 'WAITING', next: 'CANCELLED' },
  { action: 'TERMINATE_CLUSTER', cluster: 'TERMINATED_WITH_ERRORS', next: 'CANCELLED' },
] as const

for (const { action, cluster: state, next } of failures) {
  test(`a failing step with ${action} leaves the cluster ${state} and the next step ${next}`, () =>
    withEndpoint(fail, async ({ start, addStep, reach, reachStep }) => {
      const cluster = await start()
      const [first, second] = [await addStep(cluster, action), await addStep(cluster)]
      const failed = await reachStep(cluster, first, 'FAILED')
      assert.equal(failed.Status?.FailureDetails?.Message, 'no such table')
      await reachStep(cluster, second, next)
      await reach(cluster, state)
    }))
}

test('a cluster with nothing to do ends after its idle time-out', () =>
  withEndpoint(succeed, async ({ start, reach }) => {
    const cluster = await start({ AutoTerminationPolicy: { IdleTimeout: 1 } })
    await reach(cluster, 'WAITING')
    assert.match((await reach(cluster, 'TERMINATED')).Status!.StateChangeReason!.Message!, /idle/)
  }))

test('a cluster that is not kept alive ends after its last step', () =>
  withEndpoint(succeed, async ({ start, reach }) => {
    const cluster = await start({ Instances: { KeepJobFlowAliveWhenNoSteps: false } })
    assert.equal((await reach(cluster, 'TERMINATED')).Status?.StateChangeReason?.Code, 'ALL_STEPS_COMPLETED')
  }))

test('termination kills the running step', () =>
  withEndpoint(linger, async ({ client, start, addStep, reach, reachStep }) => {
    const cluster = await start()
    const step = await addStep(cluster)
    await reachStep(cluster, step, 'RUNNING')
    await client.send(new TerminateJobFlowsCommand({ JobFlowIds: [cluster] }))
    await reach(cluster, 'TERMINATED')
    await reachStep(cluster, step, 'CANCELLED')
  }))

test('errors have the shapes of EMR', () =>
  withEndpoint(succeed, async ({ client, start }) => {
    await assert.rejects(client.send(new DescribeClusterCommand({ ClusterId: 'j-1' })), {
      name: 'InvalidRequestException',
      message: "Cluster id 'j-1' is not valid.",
    })
    await assert.rejects(start({ ReleaseLabel: undefined }), { name: 'ValidationException' })
  }))

test('after a restart a waiting cluster waits on; one that ran a step has ended with an instance failure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'emr-test-'))
  const options = { port: 0, folder, bootSeconds: 0, runStep: linger }
  const before = await serveEmr(options)
  const client = connect(before)
  await client.send(new RunJobFlowCommand(clusterInput))
  const Steps = [
    {
      Name: 's',
      ActionOnFailure: 'CONTINUE' as const,
      HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-sql'] },
    },
  ]
  await client.send(new RunJobFlowCommand({ ...clusterInput, Steps }))
  await sleep(300)
  await before.close()
  client.destroy()
  const after = await serveEmr(options)
  await sleep(300)
  const [waiting, lost] = after.lifecycle.entries
  assert.equal(waiting!.cluster.Status.State, 'WAITING')
  assert.equal(lost!.cluster.Status.State, 'TERMINATED_WITH_ERRORS')
  assert.equal(lost!.steps[0]!.Status.State, 'FAILED')
  await after.close()
  await rm(folder, { recursive: true })
})
