import { incomingPrefix } from '../../../functions/storage/layout.ts'
import { count } from '../../terminal/wording.ts'
import type { KeptApart } from '../data/standing.ts'
import { type Html, html } from '../html/html.ts'
import { renderTable } from '../html/table.ts'
import { both } from '../html/words.ts'

const quarantined = { name: ['격리된 행', 'Quarantined rows'] as const, numeric: true }

/** Which sources the standing uploads matched, and which of their rows are kept apart; nothing when none stands. */
export function renderQuarantine(quarantine: KeptApart): Html[] {
  if (quarantine.sources.length === 0) return []
  return [renderSources(quarantine), renderKept(quarantine)]
}

const renderSources = ({ sources }: KeptApart): Html => html`
<section class="card wide" id="sources">
<h3>${both(['업로드 형식', 'Sources of the uploads'])}</h3>
<p class="note">${both(['지금 반영된 업로드: 대체되거나 취소된 것은 빠집니다', 'Uploads that stand: not replaced, not retracted'])}</p>
${renderTable({
  columns: [{ name: ['형식', 'Source'] }, { name: ['업로드', 'Uploads'], numeric: true }, quarantined],
  rows: sources.map((row) => [html`<code>${row.source}</code>`, count(row.uploads), count(row.quarantined)]),
})}
</section>`

const renderKept = ({ kept, more }: KeptApart): Html => html`
<section class="card wide" id="quarantine">
<h3>${both(['격리된 행', 'Rows kept apart'])}</h3>
<p class="note">${both(['quarantined_txn: 지금 반영된 업로드의 행, 검사별', 'quarantined_txn: rows of the uploads that stand, by check'])}</p>
${
  kept.length === 0
    ? html`<p class="empty">${both(['격리된 행이 없습니다.', 'No row is kept apart.'])}</p>`
    : renderTable({
        columns: [
          { name: ['업로드', 'Upload'] },
          { name: ['형식', 'Source'] },
          { name: ['검사', 'Check'] },
          { name: ['행', 'Rows'], numeric: true },
          { name: ['첫 줄', 'First line'], numeric: true },
        ],
        rows: kept.map((row) => [
          html`<span class="file" title="${row.upload}">${row.key.replace(incomingPrefix, '')}</span>`,
          html`<code>${row.source}</code>`,
          html`<code>${row.check}</code>`,
          count(row.rows),
          count(row.line),
        ]),
      })
}
${more > 0 && html`<p class="note">${both([`그 밖에 ${count(more)}건`, `and ${count(more)} more`])}</p>`}
</section>`
