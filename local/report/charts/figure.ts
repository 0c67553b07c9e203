import { type Html, html } from '../html/html.ts'
import { renderTable, type TableData } from '../html/table.ts'
import { type Both, both, languages } from '../html/words.ts'
import { type Canvas, type Drawing, renderSvg } from './render.ts'

/** A chart with its words: a card of the page. */
interface Figure {
  id: string
  title: Both
  note?: Both | undefined
  /** True for a card over the whole width. */
  wide?: boolean
  draw: (canvas: Canvas) => Drawing
  /** The same figures as a table, for screen readers and for exact numbers. */
  table: TableData
}

const widths = { wide: 1040, half: 500, narrow: 320 }

/** A card with a chart, drawn for each language, for a wide page and for a phone. */
export function renderFigure({ id, title, note, wide, draw, table }: Figure): Html {
  const canvases = languages.flatMap((language): Canvas[] => [
    { language, narrow: false, width: wide ? widths.wide : widths.half },
    { language, narrow: true, width: widths.narrow },
  ])
  return html`
<figure class="card${wide ? ' wide' : ''}" id="${id}">
<figcaption><h3>${both(title)}</h3>${note && html`<p class="note">${both(note)}</p>`}</figcaption>
${canvases.map(
  (canvas) =>
    html`<div class="chart ${canvas.narrow ? 'narrow' : 'broad'}" lang="${canvas.language}">${renderSvg(draw(canvas), canvas)}</div>`,
)}
<details><summary>${both(['표로 보기', 'Show as table'])}<span class="hidden">: ${both(title)}</span></summary>${renderTable(table)}</details>
</figure>`
}
