import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** Every number the pipeline reports to CloudWatch, namespace CardPipeline, and its unit. */
const units = {
  /** Uploads whose header was accepted, and how they ended. */
  UploadsAccepted: MetricUnit.Count,
  UploadsPublished: MetricUnit.Count,
  UploadsRejected: MetricUnit.Count,
  /** Rows of judged uploads, of those published, of those rejected. */
  RowsReceived: MetricUnit.Count,
  RowsPublished: MetricUnit.Count,
  RowsRejected: MetricUnit.Count,
  /** Uploads by verdict of the quality checks. */
  QualityFail: MetricUnit.Count,
  QualityWarn: MetricUnit.Count,
  /** Stages claimed per round, by the engine they are routed to. */
  StagesOnLambda: MetricUnit.Count,
  StagesOnEmr: MetricUnit.Count,
  /** Heavy stages that wait for the nightly run, and stages that failed three times, at the end of a run. */
  StagesDeferred: MetricUnit.Count,
  StagesParked: MetricUnit.Count,
  /** Tables that got a snapshot, those whose stages are to be computed once more before, commits that failed. */
  SnapshotsCommitted: MetricUnit.Count,
  SnapshotTablesWaiting: MetricUnit.Count,
  SnapshotFaults: MetricUnit.Count,
  SnapshotSeconds: MetricUnit.Seconds,
  RunsFailed: MetricUnit.Count,
  NightlyRunsDone: MetricUnit.Count,
  RunSeconds: MetricUnit.Seconds,
  /** From the moment S3 stored an upload to its last published table. */
  UploadToTablesSeconds: MetricUnit.Seconds,
  /** US dollars. */
  RunCost: MetricUnit.NoUnit,
  OldestPendingSeconds: MetricUnit.Seconds,
  /** Age of the oldest cluster that still runs. */
  ClusterSeconds: MetricUnit.Seconds,
  FunctionSeconds: MetricUnit.Seconds,
  FunctionFaults: MetricUnit.Count,
} as const

type MetricName = keyof typeof units

export const metricNames = Object.keys(units) as readonly string[]

// The service is the one dimension, so that stages in one account do not mix.
const metrics = new Metrics({
  namespace: 'CardPipeline',
  serviceName: `card-pipeline-${process.env.STAGE ?? 'test'}`,
})

/** Adds to what this invocation reports. A value that is no number is left out: a metric must never stop the data. */
export function record(name: MetricName, value: number): void {
  if (Number.isFinite(value)) metrics.addMetric(name, units[name], value)
}

/** Writes what was recorded as one log line (EMF); `about` (function, execution) can be searched for in the logs. */
export function writeMetrics(about: Record<string, string>): void {
  if (!metrics.hasStoredMetrics()) return
  for (const [key, value] of Object.entries(about)) metrics.addMetadata(key, value)
  metrics.publishStoredMetrics()
}
