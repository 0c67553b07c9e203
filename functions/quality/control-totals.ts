import type { ControlTotals } from '../upload/upload.ts'

/** What somebody says of a file. */
export interface Announced {
  /** Who says it, such as `the trailer`. */
  by: string
  totals: ControlTotals
}

const units = { rows: 'rows', amount: 'won' }

/** How what was received differs from what was announced, a sentence each that names both sides. */
export function compareTotals(
  announced: readonly Announced[],
  received: { rows: number; amount: number },
): string[] {
  return announced.flatMap(({ by, totals }) => [
    ...(totals.flaw === undefined ? [] : [totals.flaw]),
    ...(['rows', 'amount'] as const)
      .filter((name) => totals[name] !== undefined && totals[name] !== received[name])
      .map((name) => `${by} says ${totals[name]} ${units[name]}, the file has ${received[name]}`),
  ])
}
