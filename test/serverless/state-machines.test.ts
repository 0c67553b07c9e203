import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import aslValidator from 'asl-validator'
import { recoveredError } from '../../functions/run/executions.ts'
import { projectRoot } from '../../local/process/folders.ts'
import { type Definition, readDefinition, statesOf } from '../statemachine/definition.ts'
import { ofType, type Properties, packageProd } from './packaged.ts'

const template = await packageProd()
const machines = ofType(template, 'AWS::StepFunctions::StateMachine')

/** The definition as AWS will see it; every substituted value becomes an ARN that ends in its logical id. */
function definitionOf({ DefinitionString }: Properties): Definition {
  const sub = DefinitionString['Fn::Sub'] ?? DefinitionString
  const [text, variables] = typeof sub === 'string' ? [sub, {}] : sub
  return JSON.parse(
    text.replace(/\$\{([^}]+)\}/g, (_: string, name: string) => `arn:aws:x:::${logicalId(variables[name])}`),
  )
}

const logicalId = (value: Properties = {}): string => value['Fn::GetAtt']?.[0] ?? value.Ref ?? 'unknown'

const tasksOf = (machine: Properties) =>
  statesOf(definitionOf(machine)).filter(([, { Type }]) => Type === 'Task')
const calledBy = (machine: Properties) =>
  tasksOf(machine)
    .filter(([, { Resource }]) => Resource.endsWith('LambdaFunction'))
    .map(([name, { Resource }]) => [name, Resource.split(':').at(-1)] as const)

for (const [id, { Properties }] of machines) {
  test(`${id} is valid Amazon States Language`, () => {
    const { isValid, errorsText } = aslValidator(definitionOf(Properties), {
      checkPaths: true,
      checkArn: false,
    })
    assert.ok(isValid, errorsText?.())
  })

  test(`${id} is deployed with the states and retriers of its file`, () => {
    const name = id === 'Pipeline' ? 'pipeline' : 'emr-step'
    const retriers = (definition: Definition) =>
      statesOf(definition).map(([state, { Type, Retry }]) => [state, Type, Retry])
    assert.deepEqual(retriers(definitionOf(Properties)), retriers(readDefinition(name)))
  })

  test(`${id} logs faults and traces, and its log holds no data`, () => {
    const { Level, IncludeExecutionData, Destinations } = Properties.LoggingConfiguration
    assert.match(Level, /^(ERROR|ALL)$/)
    assert.equal(IncludeExecutionData, false)
    assert.equal(Destinations.length, 1)
    assert.equal(Properties.TracingConfiguration.Enabled, true)
  })

  test(`${id}: every task has a time limit, a retry and the function of its name`, () => {
    const called = calledBy(Properties)
    for (const [name, target] of called) {
      assert.equal(target, `${name}LambdaFunction`)
      const file = name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
      assert.ok(existsSync(join(projectRoot, `functions/${file}.ts`)), file)
    }
    for (const [name, task] of tasksOf(Properties)) {
      assert.ok(task.TimeoutSeconds > 0, `${name} has no TimeoutSeconds`)
      assert.ok(task.Retry?.length > 0, `${name} has no Retry`)
    }
  })

  test(`${id}: its role calls the functions of its tasks and no other`, () => {
    const role = template.resources[Properties.RoleArn['Fn::GetAtt'][0]]!
    const statements = role.Properties.Policies.flatMap(
      ({ PolicyDocument }: Properties) => PolicyDocument.Statement,
    )
    const allowed = statements
      .filter(({ Action }: Properties) => [Action].flat().includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }: Properties) => [Resource].flat().map(logicalId))
    const called = calledBy(Properties).map(([, target]) => target)
    assert.deepEqual(allowed.sort(), [...new Set(called)].sort())
  })
}

test('the nightly rule starts the pipeline at 02:00 KST with the schedule trigger', () => {
  const { ScheduleExpression, State, Targets } = template.resources.NightlyRule!.Properties
  assert.equal(ScheduleExpression, 'cron(0 17 * * ? *)')
  assert.notEqual(State, 'DISABLED')
  assert.deepEqual(Targets[0].Arn, { Ref: 'Pipeline' })
  assert.deepEqual(JSON.parse(Targets[0].Input), { trigger: 'schedule' })
})

test('every execution that ends badly goes to the sweep at once', () => {
  const { EventPattern, Targets } = template.resources.RunEndedRule!.Properties
  assert.deepEqual(EventPattern, {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: [{ Ref: 'Pipeline' }], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
  })
  assert.equal(logicalId(Targets[0].Arn), 'SweepLambdaFunction')
  const allowed = ofType(template, 'AWS::Lambda::Permission').map(([, { Properties }]) =>
    [Properties.FunctionName, Properties.SourceArn].map(logicalId).join(' '),
  )
  assert.ok(allowed.includes('SweepLambdaFunction RunEndedRule'))
})

test('the error of a run that Recover has seen to is the one that the sweep leaves alone', () => {
  const failed = machines.map(([, { Properties }]) => definitionOf(Properties).States.Failed)
  assert.equal(failed.find(Boolean)!.Error, recoveredError)
})

test('an event that fails for good goes to the queue', () => {
  const rules = ofType(template, 'AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets)
  for (const target of rules) assert.equal(logicalId(target.DeadLetterConfig.Arn), 'FailedEvents')
  const destinations = ofType(template, 'AWS::Lambda::EventInvokeConfig').map(
    ([, { Properties }]) => Properties.DestinationConfig.OnFailure.Destination,
  )
  assert.deepEqual(destinations.map(logicalId), ['FailedEvents', 'FailedEvents'])
})
