import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tables } from '../../hive/contract.ts'
import { describeCluster } from '../../jobs/cluster.ts'
import { ofType, type Properties, packageProd } from './packaged.ts'
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
    subnet: 'subnet-0',
    securityConfiguration: environment.EMR_SECURITY_CONFIGURATION,
    serviceRole: 'service',
    instanceProfile: 'instances',
    logUri: 's3://output/_emr-logs/',
    idleSeconds: Number(environment.EMR_IDLE_SECONDS),
  },
  'run',
)
const security = template.resources.EmrSecurityConfiguration!
const settings = security.Properties.SecurityConfiguration

test('a cluster uses the security configuration of the template', () => {
  assert.equal(cluster.SecurityConfiguration, security.Properties.Name)
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
