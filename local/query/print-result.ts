import { styleText } from 'node:util'
import { textWidth } from '../terminal/wording.ts'
import type { Cell, Result } from './result.ts'

/** How a result is written: for people, as lines for programs, or as JSON. */
export type Style = 'table' | 'lines' | 'json'

/** A result as text without a last line end; a table shows at most `limit` rows and says how many there are. */
export function printResult(result: Result, style: Style, limit: number): string {
  if (style === 'json') return printJson(result)
  return style === 'lines' ? printLines(result) : printTable(result, limit)
}

function printJson({ columns, rows }: Result): string {
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(row.map((cell, at) => [columns[at]!, cell]))),
  )
  return objects.length ? `[\n${objects.join(',\n')}\n]` : '[]'
}

/** Tab-separated, header first; NULL is an empty field. */
function printLines({ columns, rows }: Result): string {
  const field = (cell: Cell) => (cell === null ? '' : String(cell).replace(/[\t\r\n]+/g, ' '))
  return [columns, ...rows].map((row) => row.map(field).join('\t')).join('\n')
}

function printTable({ columns, numeric, rows }: Result, limit: number): string {
  const shown = rows.slice(0, limit).map((row) => row.map(showCell))
  const widths = columns.map((name, at) =>
    Math.max(textWidth(name), ...shown.map((row) => textWidth(row[at]!))),
  )
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => pad(cell, widths[at]!, numeric[at]!))
      .join('  ')
      .trimEnd()
  const rest = rows.length - shown.length
  return [
    styleText('bold', line(columns)),
    styleText('dim', widths.map((width) => '─'.repeat(width)).join('  ')),
    ...shown.map(line),
    styleText('dim', rest > 0 ? `… ${rest} more rows (--limit 0 shows all)` : countRows(rows.length)),
  ].join('\n')
}

const countRows = (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`

function pad(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)))
  return right ? blanks + text : text + blanks
}

/** Control characters would move the cursor of a terminal. */
function showCell(cell: Cell): string {
  if (cell === null) return '–'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return String(cell).replace(/[\x00-\x1f\x7f-\x9f]/g, '�')
}
