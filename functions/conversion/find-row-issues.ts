import { type RowCheck, rowChecks } from '../../hive/checks.ts'
import { inputColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import type { Source } from '../../hive/source.ts'
import type { Grain } from '../../jobs/stages.ts'
import { showsCardInToken, showsCardNumber } from '../masking/card-numbers.ts'
import { maskValue } from '../masking/masking.ts'
import { addIssues, type IssueCounts, type Quarantine, type Sample } from '../quality/findings.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { quarantineRows } from './quarantine-rows.ts'
import type { RecordBlock } from './record-blocks.ts'
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

/** What is found in the rows of a block. */
export interface RowFindings {
  issues: IssueCounts
  quarantined: Quarantine
  /** What all of them add up to, won. */
  amount: number
}

/**
 * Takes the rows out that are kept apart, and counts what the others do wrong one by one, with the first lines of each check
 * that found something. Card numbers are looked for in all of them.
 */
export async function findRowIssues(
  { connection }: Session,
  block: RecordBlock,
  context: ConversionContext,
): Promise<RowFindings> {
  const cards = await findUnmaskedCards({ connection }, block, context)
  const apart = await quarantineRows({ connection }, block, context)
  const [counted] = await readRows<Record<string, bigint>>(connection, countIssues(context))
  const issues: IssueCounts = { counts: {}, samples: {} }
  for (const check of rowChecks) {
    const count = Number(counted![check.name])
    issues.counts[check.name] = count
    if (count > 0) issues.samples[check.name] = await sampleCheck({ connection }, block, check, context)
  }
  addIssues(issues, cards, 0, policy.limits.samples)
  await dropRows({ connection }, cards.places)
  return { issues, quarantined: apart, amount: Number(counted!.amount) + apart.amount }
}

async function sampleCheck(
  { connection }: Session,
  block: RecordBlock,
  check: RowCheck,
  context: ConversionContext,
): Promise<Sample[]> {
  const sql = sampleIssues(check, context, policy.limits.samples)
  const found = await readRows<{ place: bigint; field: string; value: string | null }>(connection, sql)
  return found.map(({ place, field, value }) => ({
    line: block.lines[Number(place)]! + 1,
    column: field,
    ...(value !== null && { value: maskValue(value) }),
  }))
}

/**
 * Finds card numbers in clear, and the places of their rows: those go no further, so that no number reaches a staged file;
 * ids of bare digits stay where the policy says so.
 */
async function findUnmaskedCards(
  { connection }: Session,
  block: RecordBlock,
  file: ConversionContext,
): Promise<IssueCounts & { places: number[] }> {
  const names = rawColumns(file)
  const samples: Record<string, Sample[]> = {
    unmasked_card: [],
    ...(policy.digitIds && { digit_transaction_id: [] }),
  }
  const places: number[] = []
  const result = await connection.stream(suspectCards(file))
  for await (const rows of result.yieldRowObjects()) {
    for (const { place, ...values } of rows) {
      const showing = Object.keys(values).filter((name) => showsCard(name, String(values[name] ?? '')))
      const name = showing.find((each) => !isDigitId(each, values[each])) ?? showing[0]
      if (!name) continue
      const check = isDigitId(name, values[name]) ? 'digit_transaction_id' : 'unmasked_card'
      if (check === 'unmasked_card') places.push(Number(place))
      const line = block.lines[Number(place)]! + 1
      const column = inputColumnNames.includes(name) ? name : file.columns[names.indexOf(name)]!
      samples[check]!.push({ line, column, value: maskValue(String(values[name])) })
    }
  }
  const counts = Object.fromEntries(Object.entries(samples).map(([check, found]) => [check, found.length]))
  return { counts, samples, places }
}

const showsCard = (column: string, value: string) =>
  column === 'card_token' ? showsCardInToken(value) : showsCardNumber(value)

const isDigitId = (column: string, value: unknown) =>
  policy.digitIds && column === 'transaction_id' && /^[0-9]+$/.test(String(value))

async function dropRows({ connection }: Session, places: readonly number[]): Promise<void> {
  for (let at = 0; at < places.length; at += 10_000)
    await connection.run(`DELETE FROM input WHERE rowid IN (${places.slice(at, at + 10_000).join(', ')})`)
}
