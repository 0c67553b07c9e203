import { findSource } from '../../hive/choose-source.ts'
import { policy } from '../../hive/policy.ts'
import { sourceHash } from '../../hive/source.ts'
import {
  addIssues,
  addQuarantined,
  countOf,
  countQuarantined,
  type LineBases,
  type Quarantine,
  type UploadCounters,
} from '../quality/findings.ts'
import type { ControlTotals, InputFormat, Manifest, Upload } from '../upload/upload.ts'
import { addUnits, type ChunkResult } from './chunk-result.ts'
import { withoutRows } from './flaws.ts'

export interface MergedUpload {
  manifest: Manifest
  counters: UploadCounters
  lineBases: LineBases
}

/**
 * Adds up the results of an upload's chunks, in the order of the file. Null when a chunk does not start where the one
 * before it ended (a quoted line feed lay on the boundary): only a conversion of the whole tells then.
 */
export function mergeResults(
  results: readonly ChunkResult[],
  upload: Upload,
  format: InputFormat,
): MergedUpload | null {
  if (results.some(({ first }, index) => index > 0 && (first === null || first !== results[index - 1]!.next)))
    return null
  const { counters, months, lineBases } = addUpResults(results, format)
  const apart = counters.quarantined ? countQuarantined(counters.quarantined) : 0
  const received = counters.rows + counters.malformed + apart
  const differences = findDifferences(results, format, received)
  counters.counts.control_total = differences.length
  if (differences.length > 0) counters.differences = differences
  const source = findSource(format.source ?? 'contract')
  const staged = Object.values(months)
  const manifest: Manifest = {
    upload: upload.id,
    key: upload.key,
    order: upload.order,
    source: { name: source.name, hash: sourceHash(source) },
    received,
    quarantined: apart,
    rows: staged.reduce((sum, { rows }) => sum + rows, 0),
    amount: staged.reduce((sum, { amount }) => sum + amount, 0),
    months: Object.fromEntries(Object.entries(months).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return { manifest, counters, lineBases }
}

/** What the chunks counted, as of one file: its lines count from its first, header included. */
function addUpResults(results: readonly ChunkResult[], format: InputFormat) {
  const counters: UploadCounters = {
    rows: 0,
    malformed: 0,
    cp949: 0,
    counts: {},
    samples: {},
    warnings: [...format.warnings],
  }
  const quarantined: Quarantine = { counts: {}, rows: [] }
  const lineBases: LineBases = {}
  const months: Manifest['months'] = {}
  let lineBase = format.headerLines
  for (const result of results) {
    lineBases[result.chunk] = lineBase
    addIssues(counters, result, lineBase, policy.limits.samples)
    addQuarantined(quarantined, result.quarantined, lineBase, policy.quarantine.rows)
    addUnits(months, result.months)
    counters.rows += result.rows
    counters.cp949 += result.cp949
    lineBase += result.lines
  }
  if (countQuarantined(quarantined) > 0) counters.quarantined = quarantined
  if (counters.rows === 0 && results.every(({ lines }) => lines === 0))
    counters.warnings.push(format.source ? 'the file has no rows' : withoutRows)
  counters.malformed = countOf(counters, 'malformed_line')
  return { counters, months, lineBases }
}

/** How what was received differs from what the sender says of it, in a trailer or in the object's metadata. */
function findDifferences(results: readonly ChunkResult[], format: InputFormat, received: number): string[] {
  const trailer = format.trailer ?? results.find((result) => result.trailer)?.trailer ?? {}
  const announced = [
    { by: 'the trailer', totals: trailer },
    { by: "the object's metadata", totals: format.announced ?? {} },
  ]
  return compareTotals(announced, {
    rows: received,
    amount: results.reduce((sum, { amount }) => sum + amount, 0),
    sha256: results[0]?.sha256,
  })
}

/** What somebody says of a file. */
interface Announced {
  /** Who says it, such as `the trailer`. */
  by: string
  totals: ControlTotals
}

/** How a value of each is said. */
const say = {
  rows: (value: string | number) => `${value} rows`,
  amount: (value: string | number) => `${value} won`,
  sha256: (value: string | number) => `SHA-256 ${value}`,
}

/** How what was received differs from what was announced, a sentence each that names both sides. */
function compareTotals(
  announced: readonly Announced[],
  received: { rows: number; amount: number; sha256?: string },
): string[] {
  return announced.flatMap(({ by, totals }) => [
    ...(totals.flaw === undefined ? [] : [totals.flaw]),
    ...(['rows', 'amount', 'sha256'] as const)
      .filter((name) => totals[name] !== undefined && totals[name] !== received[name])
      .map(
        (name) =>
          `${by} says ${say[name](totals[name]!)}, the file has ${say[name](received[name] ?? 'none')}`,
      ),
  ])
}
