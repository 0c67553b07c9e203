import { qualityChecks } from '../../hive/checks.ts'
import { policy } from '../../hive/policy.ts'
import { showsCardNumber } from '../masking/card-numbers.ts'
import { maskValue } from '../masking/masking.ts'
import type { IssueCounts, Quarantine, QuarantinedRow, Sample } from '../quality/findings.ts'
import { showBytes } from './decode-records.ts'
import { showLine } from './quarantine-rows.ts'
import type { RecordBlock } from './record-blocks.ts'
import type { MalformedLine } from './scan-records.ts'

const check = 'malformed_line'
const quarantines = qualityChecks.find(({ name }) => name === check)!.action === 'quarantine'

/** Malformed lines of a block to be described: all that the quarantine may hold, and one that is too many. */
export const describedLines = quarantines
  ? Math.max(policy.limits.samples, policy.quarantine.rows + 1)
  : policy.limits.samples

/**
 * The malformed lines of a block, as issues or quarantined as the policy says; a line that shows a card number is an issue
 * in any case. Lines count from 1 at the block's first.
 */
export function sortMalformed(block: RecordBlock): { issues: IssueCounts; quarantined: Quarantine } {
  const quarantined: Quarantine = { counts: {}, rows: [] }
  const issues: IssueCounts = { counts: { [check]: block.malformed }, samples: {} }
  if (!quarantines) {
    issues.samples[check] = block.samples.map((line) => describe(block, line))
    return { issues, quarantined }
  }
  const shown = block.samples.filter(({ start, end }) =>
    showsCardNumber(showBytes(block.bytes, start, end, end - start)),
  )
  issues.counts = { [check]: 0, unmasked_card: shown.length }
  issues.samples = { unmasked_card: shown.map((line) => describe(block, line)) }
  const kept = block.samples.filter((line) => !shown.includes(line))
  quarantined.counts = { [check]: block.malformed - shown.length }
  quarantined.rows = kept.map((line): QuarantinedRow => {
    const text = showLine(block.bytes, line.start, line.end)
    return { ...describe(block, line), check, text }
  })
  return { issues, quarantined }
}

const describe = (block: RecordBlock, { line, flaw, fields, start, end }: MalformedLine): Sample => ({
  line: line + 1,
  reason: fields === undefined ? flaw : `${flaw} (${fields})`,
  value: maskValue(showBytes(block.bytes, start, end)),
})
