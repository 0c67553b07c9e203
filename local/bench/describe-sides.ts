import { table } from '../docs/markdown.ts'
import type { WorkerPeaks } from '../metrics/worker-peaks.ts'
import { count, size } from '../terminal/wording.ts'
import { sumOf } from './run-requests.ts'
import type { Delivered, SideBySide } from './side-by-side.ts'
import { median } from './snapshot-cost.ts'

const seconds = (value: number) => `${value.toFixed(1)} s`
const ratio = (value: number) => `×${value.toFixed(2)}`

/** The medians as Markdown, those of the rounds' ratios first; then calls, requests and where the time goes. Pure. */
export function describeSides(measured: readonly SideBySide[]): string[] {
  const cold = measured[0]?.cold
  const warm = measured[0] && median(measured[0].pipeline.map((each) => each.seconds))
  return [
    table(
      [
        'rows',
        'pipeline / DuckDB',
        'pipeline / Spark',
        'pipeline',
        'raw DuckDB',
        'raw Spark',
        'CPU',
        "raw DuckDB's CPU",
      ],
      measured.map(compare),
    ),
    '',
    ...(cold && warm
      ? [
          `The first upload after the cloud was started took ${seconds(cold)}, ${ratio(cold / warm)} of a warm one.`,
          '',
        ]
      : []),
    table(
      ['rows', 'calls of functions', 'S3 requests', 'of which', 'seconds by state'],
      measured.map(({ rows, pipeline }) => [count(rows), ...describeRun(pipeline.at(-1)!)]),
    ),
    '',
    table(
      ['rows', 'CPU seconds by function', 'peak memory by function'],
      measured.map(({ rows, pipeline, peaks }) => [count(rows), ...describeUse(pipeline.at(-1)!, peaks)]),
    ),
  ]
}

function compare({ rows, pipeline, duckdb, spark }: SideBySide): string[] {
  const ours = median(pipeline.map((each) => each.seconds))
  const raw = median(duckdb.map((each) => each.seconds))
  const other = spark.length > 0 ? median(spark) : undefined
  // of each round by itself: what makes this machine slow for a while makes both sides slow
  const against = (others: readonly number[]) =>
    median(others.map((each, round) => pipeline[round]!.seconds / each))
  return [
    count(rows),
    ratio(against(duckdb.map((each) => each.seconds))),
    other ? ratio(against(spark)) : '–',
    seconds(ours),
    seconds(raw),
    other ? seconds(other) : '–',
    seconds(median(pipeline.map(({ cpu }) => sumOf(cpu)))),
    seconds(median(duckdb.map(({ cpu }) => cpu))),
  ]
}

const list = (of: Record<string, number>, show: (value: number) => string) =>
  Object.entries(of)
    .sort(([, a], [, b]) => b - a)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(', ')

function describeRun({ calls, requests, states }: Delivered): string[] {
  const long = Object.fromEntries(Object.entries(states).filter(([, taken]) => taken >= 0.05))
  return [
    `${sumOf(calls)} (${list(calls, String)})`,
    String(sumOf(requests)),
    list(requests, String),
    list(long, (value) => value.toFixed(1)),
  ]
}

function describeUse({ cpu }: Delivered, peaks: WorkerPeaks): string[] {
  const used = Object.fromEntries(Object.entries(cpu).filter(([, taken]) => taken >= 0.05))
  const memory = Object.fromEntries(Object.entries(peaks).map(([name, peak]) => [name, peak.memory]))
  return [list(used, (value) => value.toFixed(1)), list(memory, size)]
}
