import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metricNames } from '../../functions/runtime/metrics.ts'
import { ofType, type Properties, packageProd } from './packaged.ts'

const template = await packageProd()
const alarms = ofType(template, 'AWS::CloudWatch::Alarm')
const dashboard = JSON.parse(template.resources.Dashboard!.Properties.DashboardBody['Fn::Sub'])

test('every alarm sends to the topic and says what to do without data', () => {
  assert.ok(alarms.length >= 8)
  for (const [id, { Properties }] of alarms) {
    assert.deepEqual(Properties.AlarmActions, [{ Ref: 'Messages' }], id)
    assert.ok(Properties.TreatMissingData && Properties.AlarmDescription, id)
  }
})

test('a run that ends badly raises an alarm although none of its functions can say so', () => {
  const watched = alarms
    .filter(([, { Properties }]) => Properties.Namespace === 'AWS/States')
    .map(([, { Properties }]) => {
      assert.deepEqual(Properties.Dimensions, [{ Name: 'StateMachineArn', Value: { Ref: 'Pipeline' } }])
      return Properties.MetricName
    })
  for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'])
    assert.ok(watched.includes(metric), metric)
})

test('alarms and charts name only metrics that the functions write, of this sls stage', () => {
  const charts: string[][] = dashboard.widgets.flatMap(
    ({ properties }: Properties) => properties.metrics ?? [],
  )
  const charted = charts.filter(([namespace]) => namespace === 'CardPipeline')
  const watched = alarms
    .filter(([, { Properties }]) => Properties.Namespace === 'CardPipeline')
    .map(([, { Properties }]) => [
      Properties.MetricName,
      ...Properties.Dimensions.flatMap(({ Name, Value }: Properties) => [Name, Value]),
    ])
  for (const [name, ...dimensions] of [...charted.map((metric) => metric.slice(1)), ...watched]) {
    assert.ok(metricNames.includes(name!), name)
    assert.deepEqual(dimensions, ['service', 'card-pipeline-prod'], name)
  }
})

test('no widget of the dashboard lies outside or over another', () => {
  const taken = new Set<string>()
  for (const { x, y, width, height } of dashboard.widgets) {
    assert.ok(Number.isInteger(width) && x + width <= 24)
    for (let column = x; column < x + width; column++)
      for (let row = y; row < y + height; row++) {
        assert.ok(!taken.has(`${column} ${row}`))
        taken.add(`${column} ${row}`)
      }
  }
})

test('the nightly alarm looks back 26 hours and misses what is not there', () => {
  const { Period, EvaluationPeriods, TreatMissingData } = template.resources.NightlyMissingAlarm!.Properties
  assert.equal((Period * EvaluationPeriods) / 3600, 26)
  assert.equal(TreatMissingData, 'breaching')
})
