import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ClusterChoices } from '../../../jobs/cluster.ts'
import { coreNodesFor, describeCluster } from '../../../jobs/cluster.ts'
import { type Endpoint, serveEmr } from '../../../local/emr/server.ts'

let endpoint: Endpoint
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emr-cluster-'))
  endpoint = await serveEmr({ port: 0, folder, bootSeconds: 0.1, runStep: async () => ({ ok: true }) })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EMR: endpoint.url,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  })
})

after(async () => {
  await endpoint.close()
  await rm(folder, { recursive: true })
})

const choices: ClusterChoices = {
  stage: 'local',
  release: 'emr-7.14.0',
  primaryType: 'm5.xlarge',
  coreTypes: ['m5.xlarge', 'm5a.xlarge'],
  coreNodes: 2,
  maxCoreNodes: 10,
  region: 'ap-northeast-2',
  subnet: 'subnet-1',
  securityConfiguration: '',
  serviceRole: 'service',
  instanceProfile: 'profile',
  logUri: 's3://out/_emr-logs/',
  idleSeconds: 600,
}
const state = (id: string) => endpoint.lifecycle.entries.find(({ cluster }) => cluster.Id === id)!

test('a run opens one cluster and one step, however often it asks; another run has its own', async () => {
  // imported late: the client reads its address when it is made
  const { openCluster } = await import('../../../functions/emr/cluster.ts')
  const { openStep } = await import('../../../functions/emr/step.ts')
  const cluster = await openCluster(choices, 'run-1', 1_000_000)
  assert.equal(await openCluster(choices, 'run-1', 1_000_000), cluster)
  assert.notEqual(await openCluster(choices, 'run-10', 1_000_000), cluster)
  const step = await openStep(cluster, 'round 1', 's3://out/round-1.sql')
  assert.deepEqual(await openStep(cluster, 'round 1', 's3://out/round-1.sql'), step)
  const [submitted] = state(cluster).steps
  assert.deepEqual(submitted!.Config.Args, ['spark-sql', '-f', 's3://out/round-1.sql'])
  assert.equal(state(cluster).steps.length, 1)
})

test('closing ends the clusters of that run only; a run without one is no error', async () => {
  const { closeClusters, openCluster } = await import('../../../functions/emr/cluster.ts')
  const mine = await openCluster(choices, 'run-2', 1_000_000)
  const other = await openCluster(choices, 'run-20', 1_000_000)
  assert.deepEqual(await closeClusters('local', 'run-2'), [mine])
  assert.match(state(mine).cluster.Status.State, /^TERMINAT/)
  assert.doesNotMatch(state(other).cluster.Status.State, /^TERMINAT/)
  assert.deepEqual(await closeClusters('local', 'run-2'), [])
  assert.notEqual(
    await openCluster(choices, 'run-2', 1_000_000),
    mine,
    'a cluster that ends is not used again',
  )
})

test('the cluster grows on spot up to the most nodes, each with an executor, and knows the region of S3', () => {
  const grown = describeCluster({ ...choices, maxCoreNodes: 6, region: 'eu-west-1' }, 'run-1', 0)
  assert.deepEqual(grown.ManagedScalingPolicy!.ComputeLimits, {
    UnitType: 'InstanceFleetUnits',
    MinimumCapacityUnits: 2,
    MaximumCapacityUnits: 6,
    MaximumOnDemandCapacityUnits: 0,
  })
  const settings = grown.Configurations![0]!.Properties!
  assert.equal(settings['spark.dynamicAllocation.maxExecutors'], '6')
  assert.equal(settings['spark.hadoop.fs.s3a.endpoint.region'], 'eu-west-1')
})

test('the cluster has one on-demand primary and spot core nodes that fall back to on-demand', () => {
  const { Instances, Configurations, AutoTerminationPolicy, Tags } = describeCluster(
    choices,
    'run-1',
    1_000_000,
  )
  const [primary, core] = Instances!.InstanceFleets!
  assert.equal(primary!.TargetOnDemandCapacity, 1)
  assert.equal(core!.TargetSpotCapacity, 2)
  assert.equal(core!.LaunchSpecifications!.SpotSpecification!.TimeoutAction, 'SWITCH_TO_ON_DEMAND')
  assert.deepEqual(Instances!.Ec2SubnetIds, ['subnet-1'])
  assert.equal(AutoTerminationPolicy!.IdleTimeout, 600)
  const settings = Configurations![0]!.Properties!
  assert.equal(settings['spark.dynamicAllocation.maxExecutors'], '10')
  assert.equal(settings['spark.sql.ansi.enabled'], 'true')
  assert.deepEqual(Tags!.find(({ Key }) => Key === 'execution')!.Value, 'run-1')
})

test('a cluster starts with the nodes that its rows want, between the least and the most', () => {
  const started = (rows: number) =>
    describeCluster(choices, 'run-1', rows).Instances!.InstanceFleets![1]!.TargetSpotCapacity
  assert.deepEqual([0, 60_000_000, 60_000_001, 3_600_000_000].map(started), [2, 2, 3, 10])
  assert.equal(coreNodesFor(3_600_000_000, { coreNodes: 4, maxCoreNodes: 2 }), 4)
})

test('no subnet and no security configuration leave the choice to EMR', () => {
  const input = describeCluster({ ...choices, subnet: '' }, 'run-1', 0)
  assert.ok(!('Ec2SubnetIds' in input.Instances!))
  assert.ok(!('SecurityConfiguration' in input))
})
