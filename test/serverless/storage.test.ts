import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofType, type Properties, packageProd } from './packaged.ts'

const template = await packageProd()
const buckets = ofType(template, 'AWS::S3::Bucket')
const policies = ofType(template, 'AWS::S3::BucketPolicy').map(([, { Properties }]) => Properties)
const ours = buckets.filter(([id]) => id === 'InputBucket' || id === 'OutputBucket')

const deniesPlainHttp = ({ PolicyDocument }: Properties) =>
  PolicyDocument.Statement.some(
    ({ Effect, Condition, Principal }: Properties) =>
      Effect === 'Deny' &&
      JSON.stringify(Principal).includes('*') &&
      String(Condition?.Bool?.['aws:SecureTransport']) === 'false',
  )

test('the template has the two buckets and the one of the deployment', () => {
  assert.equal(ours.length, 2)
  assert.equal(buckets.length, 3)
})

for (const [id, { Properties }] of buckets) {
  test(`${id} is encrypted and closed to the public`, () => {
    const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration
    assert.match(rule.ServerSideEncryptionByDefault.SSEAlgorithm, /^(AES256|aws:kms)$/)
    assert.deepEqual(Object.values(Properties.PublicAccessBlockConfiguration), [true, true, true, true])
  })

  test(`${id} refuses requests without TLS`, () => {
    const policy = policies.find(({ Bucket }) => Bucket.Ref === id)
    assert.ok(policy && deniesPlainHttp(policy))
  })
}

for (const [id, { Properties, DeletionPolicy, UpdateReplacePolicy }] of ours) {
  test(`${id} is versioned and outlives the stack, but not a first deployment that failed`, () => {
    assert.equal(Properties.VersioningConfiguration.Status, 'Enabled')
    assert.deepEqual([DeletionPolicy, UpdateReplacePolicy], ['RetainExceptOnCreate', 'Retain'])
  })

  test(`${id} forgets interrupted uploads and replaced versions`, () => {
    const rules: Properties[] = Properties.LifecycleConfiguration.Rules
    assert.ok(rules.some((rule) => rule.AbortIncompleteMultipartUpload && rule.Status === 'Enabled'))
    assert.ok(rules.some((rule) => rule.NoncurrentVersionExpiration && rule.Status === 'Enabled'))
  })
}

test('no rule deletes what users dropped', () => {
  const { Rules } = template.resources.InputBucket!.Properties.LifecycleConfiguration
  assert.deepEqual(
    Rules.filter((rule: Properties) => rule.ExpirationInDays || rule.ExpirationDate),
    [],
  )
})

test('results of queries and logs of clusters go by themselves', () => {
  const { Rules } = template.resources.OutputBucket!.Properties.LifecycleConfiguration
  const expired = Rules.filter((rule: Properties) => rule.ExpirationInDays)
  assert.deepEqual(
    expired.map(({ Prefix, ExpirationInDays }: Properties) => [Prefix, ExpirationInDays]),
    [
      ['_athena/', 7],
      ['_emr-logs/', 30],
    ],
  )
})

test('only the rules of this stack may fill the failure queue', () => {
  const { Properties } = template.resources.FailedEventsPolicy!
  const [allowed] = Properties.PolicyDocument.Statement.filter(({ Effect }: Properties) => Effect === 'Allow')
  const sources = allowed.Condition.ArnEquals['aws:SourceArn'].map((arn: Properties) => arn['Fn::GetAtt'][0])
  assert.deepEqual(
    sources.sort(),
    ofType(template, 'AWS::Events::Rule')
      .map(([id]) => id)
      .sort(),
  )
})

test('the bucket whose events start runs is not the bucket runs write to', () => {
  const [input, output] = ours.map(([, { Properties }]) => Properties)
  assert.notDeepEqual(input!.BucketName, output!.BucketName)
  assert.equal(output!.NotificationConfiguration, undefined)
  const [{ Filter, Event }] = input!.NotificationConfiguration.LambdaConfigurations
  assert.equal(Event, 's3:ObjectCreated:*')
  assert.deepEqual(Filter.S3Key.Rules, [{ Name: 'prefix', Value: 'incoming/' }])
})

test('topics and queues are encrypted, and only TLS reaches them', () => {
  for (const [id, { Properties }] of ofType(template, 'AWS::SNS::Topic'))
    assert.ok(Properties.KmsMasterKeyId, id)
  for (const [id, { Properties }] of ofType(template, 'AWS::SQS::Queue'))
    assert.ok(Properties.SqsManagedSseEnabled || Properties.KmsMasterKeyId, id)
  const guards = ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) => ofType(template, type))
  assert.equal(guards.length, 2)
  for (const [id, { Properties }] of guards) assert.ok(deniesPlainHttp(Properties), id)
})

test('every log group ends some day', () => {
  const groups = ofType(template, 'AWS::Logs::LogGroup')
  assert.ok(groups.length > 0)
  for (const [id, { Properties }] of groups) assert.ok(Properties.RetentionInDays > 0, id)
})
