import { count } from '../../terminal/wording.ts'
import type { Sales } from '../data/sales.ts'
import { growth, percent, won } from '../html/format.ts'
import { type Html, html } from '../html/html.ts'
import { type Both, both } from '../html/words.ts'

/** The figures that matter first. */
export function renderOverview({ totals, quarters }: Sales): Html {
  const last = quarters.at(-1)
  const share = (part: number) => percent(totals.all ? (part / totals.all) * 100 : 0)
  const mean = totals.count ? totals.amount / totals.count : 0
  const tiles: { name: Both; value: Both; note: Both }[] = [
    {
      name: ['승인 금액', 'Approved amount'],
      value: won(totals.amount),
      note: last?.growth
        ? [`${last.quarter}분기 ${growth(last.growth)}`, `Q${last.quarter} ${growth(last.growth)}`]
        : ['', ''],
    },
    {
      name: ['승인 건수', 'Approved transactions'],
      value: [`${count(totals.count)}건`, count(totals.count)],
      note: [`전체 ${count(totals.all)}건`, `of ${count(totals.all)}`],
    },
    {
      name: ['건당 평균', 'Average payment'],
      value: won(mean),
      note: [`가맹점 ${count(totals.merchants)}곳`, `${count(totals.merchants)} merchants`],
    },
    {
      name: ['이용 카드', 'Cards used'],
      value: [`${count(totals.cards)}장`, count(totals.cards)],
      note: [
        `카드당 ${(totals.count / (totals.cards || 1)).toFixed(1)}건`,
        `${(totals.count / (totals.cards || 1)).toFixed(1)} payments each`,
      ],
    },
    {
      name: ['승인율', 'Approval rate'],
      value: [share(totals.count), share(totals.count)],
      note: [
        `거절 ${share(totals.declined)} · 취소 ${share(totals.cancelled)}`,
        `declined ${share(totals.declined)} · cancelled ${share(totals.cancelled)}`,
      ],
    },
  ]
  return html`<dl class="tiles">${tiles.map(
    ({ name, value, note }) =>
      html`<div class="tile"><dt>${both(name)}</dt><dd>${both(value)}</dd><dd class="note">${both(note)}</dd></div>`,
  )}</dl>`
}
