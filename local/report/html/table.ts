import { Html, html } from './html.ts'
import { type Both, both } from './words.ts'

/** A cell: text of the data, a text in both languages, or finished HTML. */
type TableCell = string | number | null | Both | Html

export interface TableData {
  columns: { name: Both; numeric?: boolean }[]
  rows: TableCell[][]
  caption?: Both
}

/** A table that scrolls by itself when it is wider than the page. */
export function renderTable({ columns, rows, caption }: TableData): Html {
  const kind = (at: number) => (columns[at]?.numeric ? html` class="number"` : '')
  return html`
<div class="scroll" tabindex="0" role="region" aria-label="table"><table>
${caption && html`<caption>${both(caption)}</caption>`}
<thead><tr>${columns.map(({ name }, at) => html`<th scope="col"${kind(at)}>${both(name)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td${kind(at)}>${renderCell(cell)}</td>`)}</tr>`)}</tbody>
</table></div>`
}

function renderCell(cell: TableCell): Html | string | number {
  if (cell === null) return '–'
  if (cell instanceof Html || typeof cell === 'string' || typeof cell === 'number') return cell
  return both(cell)
}

type TableColumn = TableData['columns'][number]

export const transactions: TableColumn = { name: ['건수', 'Transactions'], numeric: true }
export const amount: TableColumn = { name: ['금액 (원)', 'Amount (KRW)'], numeric: true }
export const share: TableColumn = { name: ['비중', 'Share'], numeric: true }
export const growthColumn: TableColumn = { name: ['증감', 'Change'], numeric: true }
export const quarter: TableColumn = { name: ['분기', 'Quarter'], numeric: true }
export const categoryColumn: TableColumn = { name: ['업종', 'Category'] }
export const day: TableColumn = { name: ['날짜', 'Day'] }
