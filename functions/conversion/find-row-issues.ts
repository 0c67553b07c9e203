import { type RowCheck, rowChecks } from '../../hive/checks.ts'
import { inputColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import type { Source } from '../../hive/source.ts'
import type { Grain } from '../../jobs/stages.ts'
import { showsCardInToken, showsCardNumber } from '../masking/card-numbers.ts'
import { maskValue } from '../masking/masking.ts'
import type { IssueCounts, Quarantine, Sample } from '../quality/findings.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { countIssues, rawColumns, sampleIssues, suspectCards } from './row-sql.ts'

/** What is known of the upload whose blocks are converted. */
export interface ConversionContext {
  upload: string
  source: Source
  /** Column names in the order of the file. */
  columns: readonly string[]
  /** The upload's moment as KST wall time, yyyy-MM-dd HH:mm:ss: later dates lie in the future. */
  now: string
  /** What the rows are staged by. */
  grain: Grain
}

type Session = Pick<DuckDbSession, 'connection'>

/** What is found in the rows of a block; lines count from 1 at its first. */
export interface RowFindings {
  issues: IssueCounts
  quarantined: Quarantine
  /** What all of them add up to, won. */
  amount: number
}

/** Counts what the rows of the view `input` do wrong one by one, with the first lines of each check that found something. */
export async function findRowIssues(
  session: Session,
  context: ConversionContext,
): Promise<Pick<RowFindings, 'issues' | 'amount'>> {
  const [counted] = await readRows<Record<string, bigint>>(session.connection, countIssues(context))
  const issues: IssueCounts = { counts: {}, samples: {} }
  for (const check of rowChecks) {
    const count = Number(counted![check.name])
    issues.counts[check.name] = count
    if (count > 0) issues.samples[check.name] = await sampleCheck(session, check, context)
  }
  return { issues, amount: Number(counted!.amount) }
}

async function sampleCheck(
  { connection }: Session,
  check: RowCheck,
  context: ConversionContext,
): Promise<Sample[]> {
  const sql = sampleIssues(check, context, policy.limits.samples)
  const found = await readRows<{ line: bigint; field: string; value: string | null }>(connection, sql)
  return found.map(({ line, field, value }) => ({
    line: Number(line),
    column: field,
    ...(value !== null && { value: maskValue(value) }),
  }))
}

/**
 * Finds card numbers in clear among the rows of the view `input`, and the lines of those that go no further, so that no number
 * reaches a staged file; ids of bare digits stay where the policy says so.
 */
export async function findUnmaskedCards(
  { connection }: Session,
  file: ConversionContext,
): Promise<IssueCounts & { lines: number[] }> {
  const names = rawColumns(file)
  const samples: Record<string, Sample[]> = {
    unmasked_card: [],
    ...(policy.digitIds && { digit_transaction_id: [] }),
  }
  const lines: number[] = []
  const result = await connection.stream(suspectCards(file))
  for await (const rows of result.yieldRowObjects()) {
    for (const { line, ...values } of rows) {
      const showing = Object.keys(values).filter((name) => showsCard(name, String(values[name] ?? '')))
      const name = showing.find((each) => !isDigitId(each, values[each])) ?? showing[0]
      if (!name) continue
      const check = isDigitId(name, values[name]) ? 'digit_transaction_id' : 'unmasked_card'
      if (check === 'unmasked_card') lines.push(Number(line))
      const column = inputColumnNames.includes(name) ? name : file.columns[names.indexOf(name)]!
      samples[check]!.push({ line: Number(line), column, value: maskValue(String(values[name])) })
    }
  }
  const counts = Object.fromEntries(Object.entries(samples).map(([check, found]) => [check, found.length]))
  return { counts, samples, lines }
}

const showsCard = (column: string, value: string) =>
  column === 'card_token' ? showsCardInToken(value) : showsCardNumber(value)

const isDigitId = (column: string, value: unknown) =>
  policy.digitIds && column === 'transaction_id' && /^[0-9]+$/.test(String(value))
