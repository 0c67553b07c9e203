import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packageProd } from './packaged.ts'
import type { Statement } from './policies.ts'

const { resources } = await packageProd()
const { Properties } = resources.OperatorPolicy!
const statements: Statement[] = Properties.PolicyDocument.Statement

test('the policy of people is named after the stage', () => {
  assert.equal(Properties.ManagedPolicyName, 'card-pipeline-prod-operator')
})

test('it gives no whole service and no resource of another stage', () => {
  for (const { Action, Resource } of statements) {
    for (const action of Action) assert.doesNotMatch(action, /\*/)
    for (const resource of Resource)
      assert.match(
        JSON.stringify(resource),
        /card.pipeline.(input.|output.|emr.)?prod|:glue:.*:catalog"|"PipelineKey"/,
      )
  }
})

test('it changes nothing but what is dropped, executions that are started, and results of queries', () => {
  const changing = statements.filter(({ Action }) =>
    Action.some((action) => !/:(Get|List|Describe|Decrypt)/.test(action)),
  )
  const written = changing.map(
    ({ Action, Resource }) => `${Action} ${/"\/[^"]*"/.exec(JSON.stringify(Resource)) ?? ''}`,
  )
  assert.deepEqual(written, [
    'athena:StartQueryExecution,athena:GetQueryExecution,athena:GetQueryResults ',
    's3:PutObject "/_athena/*"',
    's3:AbortMultipartUpload "/_athena/*"',
    's3:PutObject,s3:AbortMultipartUpload "/incoming/*"',
    'states:StartExecution ',
  ])
})
