// The CloudWatch dashboard: health first, then throughput, quality, cost and EMR.
import { alarmIds } from './alarms.js'

const own = (...names) =>
  names.map((name) => ['CardPipeline', name, 'service', `card-pipeline-\${sls:stage}`])
const ofRuns = (...names) => names.map((name) => ['AWS/States', name, 'StateMachineArn', `\${Pipeline}`])

const chart = (title, metrics, stat = 'Sum', more = {}) => ({
  type: 'metric',
  properties: { title, metrics, stat, period: 300, region: `\${AWS::Region}`, view: 'timeSeries', ...more },
})
const number = (title, metrics, stat = 'Sum', period = 86400) =>
  chart(title, metrics, stat, { view: 'singleValue', period, setPeriodToTimeRange: false })
const text = (markdown) => ({ type: 'text', properties: { markdown } })
const alarms = () => ({
  type: 'alarm',
  properties: { title: 'Alarms', alarms: alarmIds.map((id) => `\${${id}.Arn}`) },
})

/** Rows of widgets: height, then what stands beside each other. */
const rows = [
  [1, text(`# card-pipeline (\${sls:stage}): health`)],
  [4, alarms()],
  [
    6,
    chart(
      'Runs',
      ofRuns(
        'ExecutionsStarted',
        'ExecutionsSucceeded',
        'ExecutionsFailed',
        'ExecutionsAborted',
        'ExecutionsTimedOut',
      ),
    ),
    chart('Oldest pending upload, seconds', own('OldestPendingSeconds'), 'Maximum'),
    chart('Faults of functions', [...own('FunctionFaults'), ['AWS/Lambda', 'Throttles']]),
    chart('Stages that wait', own('StagesDeferred', 'StagesParked'), 'Maximum'),
  ],
  [1, text('## Throughput')],
  [
    6,
    number('Uploads today', own('UploadsAccepted', 'UploadsPublished', 'UploadsRejected')),
    chart('Uploads', own('UploadsAccepted', 'UploadsPublished', 'UploadsRejected')),
    chart('Upload to last table, seconds', own('UploadToTablesSeconds'), 'p90'),
    chart('Run, seconds', own('RunSeconds'), 'p90'),
  ],
  [1, text('## Quality')],
  [
    6,
    chart('Rows', own('RowsReceived', 'RowsPublished', 'RowsRejected')),
    chart('Uploads that failed or warned', own('QualityFail', 'QualityWarn')),
    number('Rows today', own('RowsReceived', 'RowsPublished', 'RowsRejected')),
  ],
  [1, text('## Cost, US dollars by the price table in functions/run/prices.ts')],
  [
    6,
    number('Runs today', own('RunCost')),
    chart('Runs', own('RunCost')),
    chart('Function time, seconds', own('FunctionSeconds')),
  ],
  [1, text('## EMR')],
  [
    6,
    chart('Stages by engine', own('StagesOnLambda', 'StagesOnEmr')),
    chart('Oldest cluster, seconds', own('ClusterSeconds'), 'Maximum'),
  ],
]

function place() {
  let y = 0
  return rows.flatMap(([height, ...widgets]) => {
    const width = 24 / widgets.length
    const placed = widgets.map((widget, index) => ({ ...widget, x: index * width, y, width, height }))
    y += height
    return placed
  })
}

export const resources = {
  Resources: {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: `card-pipeline-\${sls:stage}`,
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: place() }) },
      },
    },
  },
}
