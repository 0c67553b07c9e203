import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { tables } from '../../hive/contract.ts'
import { commandsOf } from './commands.ts'
import { ofType, packageProd } from './packaged.ts'
import { prefixesOf, type Statement, statementsOf } from './policies.ts'

/** What each right is needed for. */
const commandsByAction: Record<string, string[]> = {
  's3:GetObject': ['GetObject', 'HeadObject'],
  's3:GetObjectVersion': ['GetObject', 'HeadObject'],
  's3:PutObject': ['PutObject', 'CopyObject'],
  's3:DeleteObject': ['DeleteObjects'],
  // S3 answers "not found" only to those who may list.
  's3:ListBucket': ['ListObjectsV2', 'GetObject', 'HeadObject'],
  's3:ListBucketVersions': ['ListObjectVersions'],
  'sns:Publish': ['Publish'],
  // A cluster is tagged, given its idle limit and its roles when it is started.
  'elasticmapreduce:AddTags': ['RunJobFlow'],
  'elasticmapreduce:PutAutoTerminationPolicy': ['RunJobFlow'],
  'elasticmapreduce:PutManagedScalingPolicy': ['RunJobFlow'],
  'iam:CreateServiceLinkedRole': ['RunJobFlow'],
  'iam:PassRole': ['RunJobFlow'],
}

/** Rights that come with the service, not with a command. */
const ofTheService = /^(logs|xray|kms|sqs):/

const commandsFor = (action: string) => commandsByAction[action] ?? [action.split(':')[1]!]

const template = await packageProd()
const functions = ofType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => {
  const roleId: string = Properties.Role['Fn::GetAtt'][0]
  const name: string = Properties.FunctionName.split('-').at(-1)
  return {
    id,
    name,
    roleId,
    key: Properties.KmsKeyArn,
    statements: statementsOf(template.resources[roleId]!),
  }
})
const actionsOf = (statements: Statement[]) => [...new Set(statements.flatMap(({ Action }) => Action))]

test('every function has a role of its own', () => {
  assert.equal(new Set(functions.map(({ roleId }) => roleId)).size, functions.length)
})

test('no role is given a whole service', () => {
  for (const [id, role] of ofType(template, 'AWS::IAM::Role'))
    for (const action of actionsOf(statementsOf(role))) assert.doesNotMatch(action, /\*/, id)
})

test('what needs no narrower resource is only logs, traces, and finding and starting clusters', () => {
  for (const [id, role] of ofType(template, 'AWS::IAM::Role'))
    for (const { Action, Resource } of statementsOf(role))
      if (Resource.includes('*'))
        for (const action of Action)
          assert.match(action, /^((xray|logs):|elasticmapreduce:(ListClusters|RunJobFlow)$)/, id)
})

for (const { id, name, key, statements } of functions) {
  test(`${id} may read its variables, which the stack's own key encrypts`, () => {
    assert.deepEqual(key, { 'Fn::GetAtt': ['PipelineKey', 'Arn'] })
    const may = ({ Action, Resource }: Statement) =>
      Action.includes('kms:Decrypt') && Resource.some((each) => isDeepStrictEqual(each, key))
    assert.ok(statements.some(may))
  })

  const asked = actionsOf(statements).filter((action) => !ofTheService.test(action))

  test(`${id} has no right that its code does not use`, async () => {
    const commands = await commandsOf(name)
    const needless = asked.filter((action) => !commandsFor(action).some((command) => commands.has(command)))
    assert.deepEqual(needless, [])
  })

  test(`${id} has every right beyond S3 that its code uses`, async () => {
    const given = new Set(asked.flatMap(commandsFor))
    const used = [...(await commandsOf(name))].filter((command) => !/Object/.test(command))
    assert.deepEqual(
      used.filter((command) => !given.has(command)),
      [],
    )
  })
}

test('only publish writes under a table that readers see as one object per partition', () => {
  const prefixes = tables
    .filter(({ grain }) => grain === 'unit' || grain === 'year')
    .map(({ name }) => `${name}/`)
  const writers = functions.filter(({ statements }) =>
    prefixesOf(statements, 's3:PutObject').some((prefix) =>
      prefixes.some((table) => table.startsWith(prefix) || prefix.startsWith(table)),
    ),
  )
  assert.deepEqual(
    writers.map(({ name }) => name),
    ['publish'],
  )
})

test('no function writes to or deletes from the input bucket', () => {
  for (const { id, statements } of functions)
    for (const { Action, Resource } of statements)
      if (Action.some((action) => /^s3:(Put|Delete|Abort)/.test(action)))
        assert.doesNotMatch(JSON.stringify(Resource), /card-pipeline-input/, id)
})
