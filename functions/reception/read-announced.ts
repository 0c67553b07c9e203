import { policy } from '../../hive/policy.ts'
import { maskValue } from '../masking/masking.ts'
import type { ControlTotals, InputFormat } from '../upload/upload.ts'
import { fill, headWarnings } from './head-reasons.ts'

const notations = {
  rows: { pattern: /^[0-9]{1,15}$/, called: 'number of rows' },
  amount: { pattern: /^-?[0-9]{1,15}$/, called: 'amount in won' },
  sha256: { pattern: /^[0-9a-f]{64}$/i, called: 'SHA-256 in hexadecimal digits' },
}

/**
 * How to read an object, with what its metadata says of its content under the names `rows`, `amount` and `sha256`. The hash
 * of a very large one is passed over, with a warning.
 */
export function addAnnounced(
  format: InputFormat,
  metadata: Readonly<Record<string, string>>,
  bytes: number,
): InputFormat {
  const announced = readAnnounced(metadata)
  if (!announced) return format
  const { hashedBytes: most } = policy.limits
  if (announced.sha256 === undefined || bytes <= most) return { ...format, announced }
  const { sha256: _, ...totals } = announced
  const warnings = [...format.warnings, fill(headWarnings.unhashed, { bytes, most })]
  return { ...format, announced: totals, warnings }
}

function readAnnounced(metadata: Readonly<Record<string, string>>): ControlTotals | null {
  const { rows, amount, sha256 } = metadata
  if (rows === undefined && amount === undefined && sha256 === undefined) return null
  for (const name of ['rows', 'amount', 'sha256'] as const) {
    const text = metadata[name]
    const { pattern, called } = notations[name]
    if (text !== undefined && !pattern.test(text))
      return { flaw: `the object's metadata ${name} is no ${called}: ${maskValue(text)}` }
  }
  return {
    ...(rows !== undefined && { rows: Number(rows) }),
    ...(amount !== undefined && { amount: Number(amount) }),
    ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }),
  }
}
