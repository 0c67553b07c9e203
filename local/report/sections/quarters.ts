import { count } from '../../terminal/wording.ts'
import { drawQuarters } from '../charts/columns.ts'
import { renderFigure } from '../charts/figure.ts'
import { drawRanking } from '../charts/ranking.ts'
import type { Sales } from '../data/sales.ts'
import { growth, percent, shortWon } from '../html/format.ts'
import { type Html, html } from '../html/html.ts'
import { amount, categoryColumn, growthColumn, quarter, renderTable, transactions } from '../html/table.ts'
import { both, nameOf } from '../html/words.ts'

/** Quarters, categories within them, instalments and card types. */
export function renderQuarters(sales: Sales): Html[] {
  return [renderGrowth(sales), renderInstallments(sales), renderCategoryGrowth(sales)]
}

function renderGrowth({ quarters, cardTypes }: Sales): Html {
  const credit = (number: number) => {
    const own = cardTypes.filter((row) => row.quarter === number)
    const all = own.reduce((sum, row) => sum + row.amount, 0)
    const amount = own.find((row) => row.cardType === '신용')?.amount ?? 0
    return all ? percent((amount / all) * 100) : null
  }
  return renderFigure({
    id: 'quarters',
    title: ['분기별 성장', 'Growth by quarter'],
    note: ['막대 위: 지난 분기 대비 증감', 'Above the bars: change from the quarter before'],
    draw: (canvas) => drawQuarters(quarters, canvas),
    table: {
      columns: [
        quarter,
        transactions,
        amount,
        growthColumn,
        { name: ['건수 증감', 'Change of count'], numeric: true },
        { name: ['신용카드 비중', 'Credit share'], numeric: true },
      ],
      rows: quarters.map((row) => [
        row.quarter,
        count(row.count),
        count(row.amount),
        growth(row.growth),
        growth(row.countGrowth),
        credit(row.quarter),
      ]),
    },
  })
}

function renderInstallments({ installments }: Sales): Html {
  const months = [...new Set(installments.map((row) => row.months))].sort((a, b) => a - b)
  const sums = months.map((number) => {
    const own = installments.filter((row) => row.months === number)
    const sum = (field: 'count' | 'amount') => own.reduce((total, row) => total + row[field], 0)
    return { number, count: sum('count'), amount: sum('amount') }
  })
  return renderFigure({
    id: 'installments',
    title: ['할부 개월별 금액', 'Amount by instalment months'],
    note: ['일시불 제외', 'Payments in full left out'],
    draw: (canvas) =>
      drawRanking(
        sums.map(({ number, count: payments, amount: value }) => ({
          name: [`${number}개월`, `${number} months`],
          value,
          text: [
            `${shortWon(value, 'ko')} · ${count(payments)}건`,
            `${shortWon(value, 'en')} · ${count(payments)}`,
          ],
        })),
        canvas,
        280,
      ),
    table: {
      columns: [quarter, { name: ['개월', 'Months'], numeric: true }, transactions, amount],
      rows: installments.map((row) => [row.quarter, row.months, count(row.count), count(row.amount)]),
    },
  })
}

/** Categories by quarter: the change is written and shaded. */
function renderCategoryGrowth({ categoryQuarters, categories, quarters }: Sales): Html {
  const cell = (name: string | null, number: number) => {
    const row = categoryQuarters.find((each) => each.category === name && each.quarter === number)
    if (!row) return null
    return html`<span class="heat ${shade(row.growth)}">${growth(row.growth)}</span><small>${both([shortWon(row.amount, 'ko'), shortWon(row.amount, 'en')])}</small>`
  }
  return html`
<section class="card wide" id="category-growth">
<h3>${both(['업종별 분기 성장', 'Growth of categories by quarter'])}</h3>
<p class="note">${both(['지난 분기 대비 증감과 승인 금액', 'Change from the quarter before, and approved amount'])}</p>
${renderTable({
  columns: [
    categoryColumn,
    ...quarters.map((row) => ({ name: [`${row.quarter}분기`, `Q${row.quarter}`] as const, numeric: true })),
  ],
  rows: categories.map((row) => [
    nameOf(row.category),
    ...quarters.map((each) => cell(row.category, each.quarter)),
  ]),
})}
</section>`
}

function shade(value: number | null): string {
  if (value === null || Math.abs(value) < 0.05) return 'flat'
  const strength = Math.abs(value) >= 5 ? 'strong' : 'weak'
  return `${value > 0 ? 'up' : 'down'} ${strength}`
}
