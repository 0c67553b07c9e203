import { count } from '../../terminal/wording.ts'
import { renderFigure } from '../charts/figure.ts'
import { drawVerdicts } from '../charts/verdicts.ts'
import type { Quality } from '../data/quality.ts'
import { type Html, html } from '../html/html.ts'
import { day, renderTable } from '../html/table.ts'
import { both } from '../html/words.ts'

/** What the quality checks said over time; nothing when no upload was ever checked. */
export function renderQuality(quality: Quality): Html[] {
  if (quality.uploads === 0) return []
  return [renderDays(quality), renderChecks(quality)]
}

function renderDays({ days, uploads }: Quality): Html {
  return renderFigure({
    id: 'quality',
    title: ['데이터 품질 추이', 'Data quality over time'],
    note: [`업로드 ${count(uploads)}건의 판정`, `Verdicts of ${count(uploads)} uploads`],
    draw: (canvas) => drawVerdicts(days, canvas),
    table: {
      columns: [
        day,
        ...['PASS', 'WARN', 'FAIL'].map((name) => ({ name: [name, name] as const, numeric: true })),
      ],
      rows: days.map((row) => [row.day, row.pass, row.warn, row.fail]),
    },
  })
}

function renderChecks({ checks }: Quality): Html {
  return html`
<section class="card" id="checks">
<h3>${both(['지적된 검사 항목', 'Checks that spoke'])}</h3>
<p class="note">${both(['품질 검사 가운데 경고하거나 거부한 것', 'Of the checks, those that warned or refused'])}</p>
${
  checks.length === 0
    ? html`<p class="empty">${both(['모든 업로드가 모든 검사를 통과했습니다.', 'Every upload passed every check.'])}</p>`
    : renderTable({
        columns: [
          { name: ['검사', 'Check'] },
          { name: ['경고', 'Warned'], numeric: true },
          { name: ['거부', 'Refused'], numeric: true },
          { name: ['해당 행', 'Rows'], numeric: true },
        ],
        rows: checks.map((row) => [
          html`<code>${row.check}</code>`,
          row.warned,
          row.failed,
          count(row.issues),
        ]),
      })
}
</section>`
}
