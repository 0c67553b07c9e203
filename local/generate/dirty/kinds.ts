import { cardKinds, checkKinds } from './check-kinds.ts'
import { containerKinds } from './container-kinds.ts'
import { encodingKinds } from './encoding-kinds.ts'
import { headerKinds } from './header-kinds.ts'
import type { DirtyKind, Expected } from './kind.ts'
import { lineKinds } from './line-kinds.ts'
import { valueKinds } from './value-kinds.ts'

/** Every kind of dirty file: one for each check, then the oddities. */
export const dirtyKinds: readonly DirtyKind[] = [
  ...checkKinds,
  ...cardKinds,
  ...encodingKinds,
  ...lineKinds,
  ...headerKinds,
  ...valueKinds,
  ...containerKinds,
]

/** The kind of that name, or undefined. */
export const findKind = (name: string) => dirtyKinds.find((kind) => kind.name === name)

/** What is expected, for people: `rejected (malformed_line)`. */
function describeExpected(expected: Expected): string {
  if (expected.outcome === 'rejected') {
    return expected.by === 'head'
      ? `refused at once, naming ${expected.names}`
      : `rejected: ${expected.checks.join(', ')}`
  }
  return [`published ${expected.verdict}`, ...expected.checks].join(' ')
}

/** One line per kind: name, expectation, meaning. */
export function listKinds(): string {
  const width = Math.max(...dirtyKinds.map((kind) => kind.name.length))
  const lines = dirtyKinds.map(
    (kind) => `${kind.name.padEnd(width)}  ${kind.meaning} → ${describeExpected(kind.expected)}`,
  )
  return `${lines.join('\n')}\n`
}
