import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AddJobFlowStepsCommand,
  type Cluster,
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  RunJobFlowCommand,
  type RunJobFlowCommandInput,
  type Step,
} from '@aws-sdk/client-emr'
import type { Faults } from '../../../local/emr/faults.ts'
import { type Endpoint, serveEmr } from '../../../local/emr/server.ts'
import type { RunStep } from '../../../local/emr/step-outcome.ts'

/** An endpoint with its client, and what tests ask of both. */
interface Bench {
  client: EMRClient
  endpoint: Endpoint
  /** Starts a cluster; its id. */
  start: (more?: Partial<RunJobFlowCommandInput>) => Promise<string>
  addStep: (
    cluster: string,
    onFailure?: 'CONTINUE' | 'CANCEL_AND_WAIT' | 'TERMINATE_CLUSTER',
  ) => Promise<string>
  /** Waits until the cluster is in a state; fails after 10 s. */
  reach: (cluster: string, state: string) => Promise<Cluster>
  reachStep: (cluster: string, step: string, state: string) => Promise<Step>
  inject: (faults: Faults) => Promise<void>
}

/**
 * Runs a test against an endpoint whose steps are `runStep`, on a free port and in a folder of its own. Who wants to see
 * each state of the boot gives it seconds enough for a busy machine.
 */
export async function withEndpoint(
  runStep: RunStep,
  test: (bench: Bench) => Promise<void>,
  bootSeconds = 1,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'emr-test-'))
  const endpoint = await serveEmr({ port: 0, folder, bootSeconds, runStep })
  const client = connect(endpoint)
  try {
    await test(bench(client, endpoint))
  } finally {
    client.destroy()
    await endpoint.close()
    await rm(folder, { recursive: true })
  }
}

export const connect = ({ url }: Endpoint) =>
  new EMRClient({
    endpoint: url,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })

export const clusterInput = {
  Name: 'test',
  ReleaseLabel: 'emr-7.14.0',
  ServiceRole: 'service',
  JobFlowRole: 'profile',
  Instances: { KeepJobFlowAliveWhenNoSteps: true },
} satisfies RunJobFlowCommandInput

function bench(client: EMRClient, endpoint: Endpoint): Bench {
  return {
    client,
    endpoint,
    async start(more = {}) {
      return (await client.send(new RunJobFlowCommand({ ...clusterInput, ...more }))).JobFlowId!
    },
    async addStep(JobFlowId, ActionOnFailure = 'CONTINUE') {
      const HadoopJarStep = { Jar: 'command-runner.jar', Args: ['spark-sql', '-e', 'SELECT 1'] }
      const Steps = [{ Name: 'sql', ActionOnFailure, HadoopJarStep }]
      return (await client.send(new AddJobFlowStepsCommand({ JobFlowId, Steps }))).StepIds![0]!
    },
    reach: (ClusterId, state) =>
      poll(
        async () => (await client.send(new DescribeClusterCommand({ ClusterId }))).Cluster!,
        (cluster) => cluster.Status?.State === state,
      ),
    reachStep: (ClusterId, StepId, state) =>
      poll(
        async () => (await client.send(new DescribeStepCommand({ ClusterId, StepId }))).Step!,
        (step) => step.Status?.State === state,
      ),
    async inject(faults) {
      await fetch(`${endpoint.url}/_local/faults`, { method: 'POST', body: JSON.stringify(faults) })
    },
  }
}

async function poll<T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const value = await read()
    if (isThere(value)) return value
    await sleep(25)
  }
  throw new Error(`not reached: ${JSON.stringify(await read())}`)
}
