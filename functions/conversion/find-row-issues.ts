import { qualityChecks } from '../../hive/checks.ts'
import { inputColumnNames } from '../../hive/contract.ts'
import { policy } from '../../hive/policy.ts'
import { type DuckDbSession, readRows } from '../duckdb.ts'
import { showsCardNumber } from '../quality/card-numbers.ts'
import { maskDigits, maskValue } from '../quality/mask-text.ts'
import type { IssueCounts, Sample } from './chunk-result.ts'
import type { ConversionContext } from './convert-block.ts'
import type { RecordBlock } from './record-blocks.ts'
import { countIssues, rawColumns, rowConditions, sampleIssues, suspectCards } from './row-sql.ts'

type Session = Pick<DuckDbSession, 'connection'>

/** Counts what the rows of a block do wrong one by one, with the first lines of each check that found something. */
export async function findRowIssues(
  { connection }: Session,
  block: RecordBlock,
  context: ConversionContext,
): Promise<IssueCounts> {
  const conditions = rowConditions(context.now)
  const [counted] = await readRows<Record<string, bigint>>(connection, countIssues(conditions))
  const issues: IssueCounts = { counts: {}, samples: {} }
  for (const [check, condition] of Object.entries(conditions)) {
    const count = Number(counted![check])
    if (count === 0) continue
    issues.counts[check] = count
    issues.samples[check] = await sampleCheck({ connection }, block, check, condition)
  }
  await addUnmaskedCards({ connection }, block, context, issues)
  return issues
}

async function sampleCheck(
  { connection }: Session,
  block: RecordBlock,
  check: string,
  condition: string,
): Promise<Sample[]> {
  const column = qualityChecks.find(({ name }) => name === check)?.column
  const sql = sampleIssues(condition, column, policy.limits.samples)
  const found = await readRows<{ place: bigint; field: string; value: string | null }>(connection, sql)
  return found.map(({ place, field, value }) => ({
    line: block.lines[Number(place)]! + 1,
    column: field,
    ...(value !== null && { value: maskValue(value) }),
  }))
}

async function addUnmaskedCards(
  { connection }: Session,
  block: RecordBlock,
  { columns }: ConversionContext,
  issues: IssueCounts,
): Promise<void> {
  const names = rawColumns(columns)
  const samples: Sample[] = []
  let count = 0
  const result = await connection.stream(suspectCards(columns))
  for await (const rows of result.yieldRowObjects()) {
    for (const row of rows) {
      const name = Object.keys(row).find(
        (key) => key !== 'place' && showsCardNumber(String(row[key] ?? ''), key === 'transaction_id'),
      )
      if (!name) continue
      count++
      const column = inputColumnNames.includes(name) ? name : maskDigits(columns[names.indexOf(name)]!)
      samples.push({
        line: block.lines[Number(row.place)]! + 1,
        column,
        value: maskValue(String(row[name])),
      })
    }
  }
  if (count === 0) return
  issues.counts.unmasked_card = count
  issues.samples.unmasked_card = samples.sort((a, b) => a.line - b.line).slice(0, policy.limits.samples)
}
