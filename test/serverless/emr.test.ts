import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tables } from '../../hive/contract.ts'
import { describeCluster } from '../../jobs/cluster.ts'
import { ofType, type Properties, packageProd, packageStage } from './packaged.ts'
import { prefixesOf, statementsOf } from './policies.ts'

const template = await packageProd()
const environment: Properties = ofType(template, 'AWS::Lambda::Function').find(
  ([id]) => id === 'SubmitStepLambdaFunction',
)![1].Properties.Environment.Variables
const cluster = describeCluster(
  {
    stage: 'prod',
    release: environment.EMR_RELEASE,
    primaryType: environment.EMR_PRIMARY_TYPE,
    coreTypes: environment.EMR_CORE_TYPES.split(','),
    coreNodes: Number(environment.EMR_CORE_NODES),
    maxCoreNodes: Number(environment.EMR_MAX_CORE_NODES),
    region: 'ap-northeast-2',
    subnet: 'subnet-0',
    securityConfiguration: environment.EMR_SECURITY_CONFIGURATION.Ref,
    serviceRole: 'service',
    instanceProfile: 'instances',
    logUri: 's3://output/_emr-logs/',
    idleSeconds: Number(environment.EMR_IDLE_SECONDS),
  },
  'run',
  1_000_000,
)
const security = template.resources.EmrSecurityConfiguration!
const settings = security.Properties.SecurityConfiguration

test('a cluster uses the security configuration of the template, whose name changes with it', () => {
  assert.equal(cluster.SecurityConfiguration, 'EmrSecurityConfiguration')
  assert.equal(security.Properties.Name, undefined)
})

test('functions of stage local find EMR where it runs on this machine, those of another find AWS', async () => {
  const found = async (stage: string) =>
    ofType(await packageStage(stage), 'AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties.Environment.Variables.AWS_ENDPOINT_URL_EMR,
    )
  assert.deepEqual(new Set(await found('local')), new Set(['http://127.0.0.1:4567']))
  assert.deepEqual(new Set(await found('prod')), new Set([undefined]))
})

test('S3A is told its region, and a cluster carries what rights on it ask for', () => {
  const [{ Classification, Properties } = {}] = cluster.Configurations!
  assert.equal(Classification, 'spark-defaults')
  assert.equal(Properties!['spark.hadoop.fs.s3a.endpoint.region'], 'ap-northeast-2')
  assert.deepEqual(Object.fromEntries(cluster.Tags!.map(({ Key, Value }) => [Key, Value])), {
    project: 'card-pipeline',
    stage: 'prod',
    execution: 'run',
    'for-use-with-amazon-emr-managed-policies': 'true',
  })
})

test('a cluster of two core nodes grows to ten', () => {
  const { MinimumCapacityUnits, MaximumCapacityUnits } = cluster.ManagedScalingPolicy!.ComputeLimits!
  assert.deepEqual([MinimumCapacityUnits, MaximumCapacityUnits], [2, 10])
})

test('disks and objects of a cluster are encrypted', () => {
  const { EnableAtRestEncryption, AtRestEncryptionConfiguration } = settings.EncryptionConfiguration
  assert.equal(EnableAtRestEncryption, true)
  assert.ok(AtRestEncryptionConfiguration.S3EncryptionConfiguration.EncryptionMode)
  assert.equal(AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.EnableEbsEncryption, true)
})

test('instances give their credentials only through IMDSv2', () => {
  const { MinimumInstanceMetadataServiceVersion, HttpPutResponseHopLimit } =
    settings.InstanceMetadataServiceConfiguration
  assert.deepEqual([MinimumInstanceMetadataServiceVersion, HttpPutResponseHopLimit], [2, 1])
})

test('a cluster has logs, ends when idle, has no key for SSH and lies in the given subnet', () => {
  assert.match(cluster.LogUri!, /^s3:/)
  assert.ok(cluster.AutoTerminationPolicy!.IdleTimeout! <= 3600)
  assert.equal(cluster.Instances!.TerminationProtected, false)
  assert.equal(cluster.Instances!.Ec2KeyName, undefined)
  assert.deepEqual(cluster.Instances!.Ec2SubnetIds, ['subnet-0'])
})

test('the machines of a cluster write attempts, benchmarks and logs, never a table', () => {
  const statements = statementsOf(template.resources.EmrInstanceRole!)
  const written = [...prefixesOf(statements, 's3:PutObject'), ...prefixesOf(statements, 's3:DeleteObject')]
  assert.deepEqual([...new Set(written)].sort(), ['_attempts/', '_emr-logs/', 'optimized/'])
  for (const { name } of tables) assert.ok(!written.some((prefix) => name.startsWith(prefix)), name)
})

test('Spark may end and look into the multipart uploads that it writes by', () => {
  const statements = statementsOf(template.resources.EmrInstanceRole!)
  for (const action of ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'])
    assert.deepEqual(prefixesOf(statements, action).sort(), ['_attempts/', 'optimized/'], action)
  assert.ok(statements.some(({ Action }) => Action.includes('s3:ListBucketMultipartUploads')))
})

const rolesWith = (action: string) =>
  ofType(template, 'AWS::IAM::Role').flatMap(([id, role]) =>
    statementsOf(role)
      .filter(({ Action }) => Action.includes(action))
      .map(({ Condition, Resource }) => ({ id, Condition, Resource })),
  )

test('rights on clusters end at the project and the sls stage', () => {
  const tags = (key: string) => ({
    [`elasticmapreduce:${key}/project`]: 'card-pipeline',
    [`elasticmapreduce:${key}/stage`]: 'prod',
  })
  for (const action of [
    'AddJobFlowSteps',
    'ListSteps',
    'DescribeStep',
    'DescribeCluster',
    'TerminateJobFlows',
  ]) {
    const found = rolesWith(`elasticmapreduce:${action}`)
    assert.ok(found.length > 0, action)
    for (const { id, Condition } of found)
      assert.deepEqual(Condition, { StringEquals: tags('ResourceTag') }, `${id} ${action}`)
  }
  const [start] = rolesWith('elasticmapreduce:RunJobFlow')
  assert.deepEqual(start!.Condition, { StringEquals: tags('RequestTag') })
  const [tag] = rolesWith('elasticmapreduce:AddTags')
  assert.deepEqual(tag!.Condition, {
    StringEquals: tags('RequestTag'),
    StringEqualsIfExists: tags('ResourceTag'),
  })
})

test('what RunJobFlow sets before a cluster has tags is allowed without them', () => {
  for (const action of ['PutAutoTerminationPolicy', 'PutManagedScalingPolicy']) {
    const found = rolesWith(`elasticmapreduce:${action}`)
    assert.deepEqual(
      found.map(({ id, Condition }) => [id, Condition]),
      [['SubmitStepRole', undefined]],
    )
    assert.match(JSON.stringify(found[0]!.Resource), /:cluster\/\*/)
  }
})

test('the first cluster of an account gets its service-linked roles, and no other can be made', () => {
  const found = rolesWith('iam:CreateServiceLinkedRole').map(({ id, Condition, Resource }) => {
    const service = Condition!.StringEquals['iam:AWSServiceName']
    assert.ok(JSON.stringify(Resource).includes(`role/aws-service-role/${service}/AWSServiceRoleFor`))
    return `${id} ${service}`
  })
  assert.deepEqual(found.sort(), [
    'EmrServiceRole spot.amazonaws.com',
    'SubmitStepRole elasticmapreduce.amazonaws.com',
    'SubmitStepRole spot.amazonaws.com',
  ])
})

test('a heavy year is not benchmarked on a cluster every night unless it is asked for', () => {
  const { Properties } = template.resources.BenchmarkLambdaFunction!
  assert.equal(Properties.Environment.Variables.SPARK_BENCHMARK, 'off')
})
