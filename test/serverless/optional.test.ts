import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Properties, Resource } from './packaged.ts'
import { statementsOf } from './policies.ts'

type Resolve = (context: {
  resolveVariable: (name: string) => Promise<string>
}) => Promise<Record<string, Properties>>

const load = (file: string): Promise<Record<string, Resolve>> =>
  import(new URL(`../../serverless/${file}`, import.meta.url).href)
const { bucketEncryption, concurrency, subscriptions } = await load('optional.js')
const { functions } = await load('roles.js')
const { clusters } = await load('emr.js')
const { resources } = await load('athena.js')

const key = 'arn:aws:kms:ap-northeast-2:111111111111:key/1'
const given = (params: Record<string, string>) => ({
  resolveVariable: async (name: string) => params[name.replace('param:', '')] ?? '',
})

test('the state machines get a number of functions, also when the command line says it', async () => {
  assert.equal(await concurrency!(given({ concurrency: '5' })), 5)
})

test('without a key the buckets have the encryption of S3, with one theirs', async () => {
  const rule = async (params: Record<string, string>) =>
    (await bucketEncryption!(given(params))).ServerSideEncryptionConfiguration![0]
  assert.deepEqual(await rule({}), { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } })
  assert.deepEqual(await rule({ kmsKey: key }), {
    ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
    BucketKeyEnabled: true,
  })
})

test("a key encrypts what Spark writes and what Athena answers; without one it is S3's own", async () => {
  const modes = async (params: Record<string, string>) => {
    const { EmrSecurityConfiguration } = (await clusters!(given(params))).Resources!
    const { AnalyticsWorkgroup } = (await resources!(given(params))).Resources!
    const { EncryptionConfiguration } = EmrSecurityConfiguration.Properties.SecurityConfiguration
    const { ResultConfiguration } = AnalyticsWorkgroup.Properties.WorkGroupConfiguration
    return [
      EncryptionConfiguration.AtRestEncryptionConfiguration.S3EncryptionConfiguration,
      ResultConfiguration.EncryptionConfiguration,
    ]
  }
  assert.deepEqual(await modes({}), [{ EncryptionMode: 'SSE-S3' }, { EncryptionOption: 'SSE_S3' }])
  assert.deepEqual(await modes({ kmsKey: key }), [
    { EncryptionMode: 'SSE-KMS', AwsKmsKey: key },
    { EncryptionOption: 'SSE_KMS', KmsKey: key },
  ])
})

test('only an address that is given receives messages', async () => {
  assert.deepEqual(await subscriptions!(given({})), [])
  assert.deepEqual(await subscriptions!(given({ alarmEmail: 'a@example.com' })), [
    { Protocol: 'email', Endpoint: 'a@example.com' },
  ])
})

test('every function that reads or writes objects may use the key of the buckets', async () => {
  const { Resources } = await functions!(given({ kmsKey: key }))
  for (const [id, role] of Object.entries(Resources as Record<string, Resource>)) {
    const statements = statementsOf(role)
    const touches = statements.some(({ Action }) => Action.some((action) => /^s3:(Get|Put)/.test(action)))
    const mayUse = statements.some(({ Resource }) => Resource.includes(key))
    assert.equal(mayUse, touches, id)
  }
})

test('without snapshots no function has a right on them or on Glue', async () => {
  const concerned = async (iceberg: string) =>
    Object.entries((await functions!(given({ iceberg }))).Resources as Record<string, Resource>)
      .filter(([, role]) => /_iceberg|glue/.test(JSON.stringify(statementsOf(role))))
      .map(([id]) => id)
  assert.deepEqual(await concerned('on'), ['SweepRole', 'PublishRole', 'ReportRole'])
  assert.deepEqual(await concerned('off'), [])
})

test('no right is left without a resource', async () => {
  for (const iceberg of ['on', 'off'])
    for (const [id, role] of Object.entries((await functions!(given({ iceberg }))).Resources!))
      for (const { Resource } of statementsOf(role as Resource)) assert.ok(Resource.length > 0, id)
})
