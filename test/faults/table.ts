import type { Line } from './crash-everywhere.ts'

/** Prints the faults and what became of them, one line each. */
export function printTable(lines: readonly Line[]): void {
  const rows = [
    ['fault', 'injections', 'outcome', 'rows lost', 'rows doubled'],
    ...lines.map(({ fault, injections, outcome, lost, doubled }) =>
      [fault, injections, outcome, lost, doubled].map(String),
    ),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | '))
}
