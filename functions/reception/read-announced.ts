import { maskValue } from '../masking/masking.ts'
import type { ControlTotals } from '../upload/upload.ts'

const notations = {
  rows: { pattern: /^[0-9]{1,15}$/, called: 'number of rows' },
  amount: { pattern: /^-?[0-9]{1,15}$/, called: 'amount in won' },
  sha256: { pattern: /^[0-9a-f]{64}$/i, called: 'SHA-256 in hexadecimal digits' },
}

/** What the metadata of an object says of its content, under the names `rows`, `amount` and `sha256`; null for nothing. */
export function readAnnounced(metadata: Readonly<Record<string, string>>): ControlTotals | null {
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
