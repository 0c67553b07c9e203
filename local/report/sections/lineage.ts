import { incomingPrefix } from '../../../functions/storage/layout.ts'
import { count } from '../../terminal/wording.ts'
import type { Lineage } from '../data/lineage.ts'
import { type Html, html } from '../html/html.ts'
import { renderTable } from '../html/table.ts'
import { both } from '../html/words.ts'

/** Which uploads made which partitions. */
export function renderLineage({ uploads, more }: Lineage, year: number): Html {
  const most = Math.max(...uploads.flatMap((row) => Object.values(row.months)), 1)
  const months = Array.from({ length: 12 }, (_, index) => index + 1)
  const cell = (rows: number | undefined) =>
    rows
      ? html`<span class="heat rows" data-level="${Math.ceil((rows / most) * 4)}">${count(rows)}</span>`
      : null
  return html`
<section class="card wide" id="lineage">
<h3>${both(['어느 업로드가 어느 파티션이 되었나', 'Which uploads made which partitions'])}</h3>
<p class="note">${both([
    `partitioned_txn, txn_year=${year}: 월별 공개된 행 수`,
    `partitioned_txn, txn_year=${year}: published rows by month`,
  ])}</p>
${renderTable({
  columns: [
    { name: ['업로드', 'Upload'] },
    { name: ['행', 'Rows'], numeric: true },
    ...months.map((month) => ({ name: [`${month}월`, String(month)] as const, numeric: true })),
  ],
  rows: uploads.map((row) => [
    html`<span class="file" title="${row.upload}">${(row.key ?? row.upload).replace(incomingPrefix, '')}</span>`,
    count(row.rows),
    ...months.map((month) => cell(row.months[month])),
  ]),
})}
${more > 0 && html`<p class="note">${both([`그 밖의 업로드 ${count(more)}건`, `and ${count(more)} more uploads`])}</p>`}
</section>`
}
