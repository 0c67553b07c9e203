import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch'

/** Metrics of one namespace, as PutMetricData takes them. */
interface MetricBatch {
  namespace: string
  data: MetricDatum[]
}

interface Directive {
  Namespace: string
  Dimensions: string[][]
  Metrics: { Name: string; Unit?: string }[]
}

type Line = Record<string, unknown> & { _aws: { Timestamp: number; CloudWatchMetrics: Directive[] } }

/**
 * The metrics in a log line of the embedded metric format, which CloudWatch on AWS reads by itself; none for any other
 * line.
 */
export function readMetrics(text: string): MetricBatch[] {
  const line = parse(text)
  if (!line) return []
  return line._aws.CloudWatchMetrics.map((directive) => ({
    namespace: directive.Namespace,
    data: directive.Metrics.flatMap((metric) =>
      directive.Dimensions.map((names) => datum(line, metric, names)),
    ),
  }))
}

function datum(line: Line, { Name, Unit }: Directive['Metrics'][number], names: string[]): MetricDatum {
  const values = [line[Name]].flat() as number[]
  return {
    MetricName: Name,
    Unit: Unit as StandardUnit,
    Timestamp: new Date(line._aws.Timestamp),
    Dimensions: names.map((name) => ({ Name: name, Value: String(line[name]) })),
    ...(values.length === 1 ? { Value: values[0] } : { Values: values }),
  }
}

function parse(text: string): Line | null {
  try {
    const line = JSON.parse(text)
    return Array.isArray(line?._aws?.CloudWatchMetrics) ? line : null
  } catch {
    // Most lines of a log are no JSON.
    return null
  }
}
