// What calls for a person: each alarm sends to the topic, and so does its end where that is news.
const minutes = 60
const hours = 60 * minutes

const service = { Name: 'service', Value: `card-pipeline-\${sls:stage}` }
const machine = { Name: 'StateMachineArn', Value: { Ref: 'Pipeline' } }
const queue = { Name: 'QueueName', Value: { 'Fn::GetAtt': ['FailedEvents', 'QueueName'] } }

const own = (MetricName) => ({ Namespace: 'CardPipeline', MetricName, Dimensions: [service] })
const ofRuns = (MetricName) => ({ Namespace: 'AWS/States', MetricName, Dimensions: [machine] })

/** Raised as soon as the metric's sum (or maximum) in five minutes is above a limit. */
const above = (limit, metric, Statistic = 'Sum', Period = 5 * minutes) => ({
  ...metric,
  Statistic,
  Period,
  EvaluationPeriods: 1,
  Threshold: limit,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
})

/** Raised when nothing was counted for so many hours. */
const missingFor = (EvaluationPeriods, metric) => ({
  ...metric,
  Statistic: 'Sum',
  Period: hours,
  EvaluationPeriods,
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
  TreatMissingData: 'breaching',
})

const [status, nightly] = ['status', 'nightly'].map((name) => `npm run ${name} -- --stage \${sls:stage}`)

const alarms = {
  // Counted by Step Functions itself, whatever became of the run's own functions; the message beside it names the run.
  RunFailed: [`A run ended in a fault; ${status} shows which`, above(0, ofRuns('ExecutionsFailed'))],
  RunAborted: [
    `A run was stopped; the sweep has given its work back, ${nightly} does it now`,
    above(0, ofRuns('ExecutionsAborted')),
  ],
  RunTimedOut: [
    `A run was timed out; the sweep has given its work back, ${nightly} does it now`,
    above(0, ofRuns('ExecutionsTimedOut')),
  ],
  UploadRejected: ['An upload was refused; its report is under _rejected/', above(0, own('UploadsRejected'))],
  PendingTooLong: [
    'An admitted upload has waited over an hour to be folded',
    above(1 * hours, own('OldestPendingSeconds'), 'Maximum', 15 * minutes),
  ],
  NightlyMissing: ['No nightly run ended well in 26 hours', missingFor(26, own('NightlyRunsDone'))],
  EventsFailed: [
    'The failure queue holds events that no function could handle',
    above(
      0,
      { Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [queue] },
      'Maximum',
    ),
  ],
  ClusterTooLong: [
    'An EMR cluster has run for over two hours',
    above(2 * hours, own('ClusterSeconds'), 'Maximum', 15 * minutes),
  ],
  StageParked: [
    'A stage failed three times and waits for a person',
    above(0, own('StagesParked'), 'Maximum'),
  ],
  // Of the whole account, whose limit it is.
  FunctionsThrottled: [
    'Lambda refused calls: the concurrency limit of the account is reached',
    above(0, { Namespace: 'AWS/Lambda', MetricName: 'Throttles' }),
  ],
  RunsThrottled: ['Step Functions held executions back', above(0, ofRuns('ExecutionThrottled'))],
}

const kebab = (name) => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()

const alarm = ([name, [AlarmDescription, condition]]) => [
  `${name}Alarm`,
  {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `card-pipeline-\${sls:stage}-${kebab(name)}`,
      AlarmDescription,
      ...condition,
      AlarmActions: [{ Ref: 'Messages' }],
    },
  },
]

/** Names of the alarms in the template, for the dashboard. */
export const alarmIds = Object.keys(alarms).map((name) => `${name}Alarm`)

export const resources = { Resources: Object.fromEntries(Object.entries(alarms).map(alarm)) }
