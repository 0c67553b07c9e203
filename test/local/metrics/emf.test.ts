import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMetrics } from '../../../local/metrics/emf.ts'

const line = (more: object) =>
  JSON.stringify({
    _aws: {
      Timestamp: 1795369038261,
      CloudWatchMetrics: [
        {
          Namespace: 'CardPipeline',
          Dimensions: [['service']],
          Metrics: [
            { Name: 'RowsPublished', Unit: 'Count' },
            { Name: 'RunCost', Unit: 'None' },
          ],
        },
      ],
    },
    service: 'card-pipeline-local',
    execution: 'run',
    RowsPublished: 7,
    RunCost: 0.001,
    ...more,
  })

test('every metric of a line becomes a datum with its dimensions and unit', () => {
  const [{ namespace, data }] = readMetrics(line({})) as [ReturnType<typeof readMetrics>[0]]
  assert.equal(namespace, 'CardPipeline')
  const Timestamp = new Date(1795369038261)
  const Dimensions = [{ Name: 'service', Value: 'card-pipeline-local' }]
  assert.deepEqual(data, [
    { MetricName: 'RowsPublished', Unit: 'Count', Value: 7, Timestamp, Dimensions },
    { MetricName: 'RunCost', Unit: 'None', Value: 0.001, Timestamp, Dimensions },
  ])
})

test('a metric recorded several times keeps all its values', () => {
  const [batch] = readMetrics(line({ RowsPublished: [7, 8] }))
  assert.deepEqual(batch!.data[0]!.Values, [7, 8])
})

for (const [what, text] of [
  ['plain text', 'START RequestId: 1 Version: $LATEST'],
  ['other JSON', '{"message":"CloudWatchMetrics"}'],
  ['half a line', line({}).slice(0, 80)],
  ['nothing', ''],
])
  test(`${what} has no metrics`, () => assert.deepEqual(readMetrics(text!), []))
