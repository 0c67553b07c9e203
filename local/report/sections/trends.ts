import { count } from '../../terminal/wording.ts'
import { drawMonths } from '../charts/columns.ts'
import { drawDays } from '../charts/days.ts'
import { renderFigure } from '../charts/figure.ts'
import type { Sales } from '../data/sales.ts'
import { growth, won } from '../html/format.ts'
import type { Html } from '../html/html.ts'
import { amount, day, growthColumn, transactions } from '../html/table.ts'

/** Months and days. */
export function renderTrends(sales: Sales): Html[] {
  const best = sales.days.reduce((a, b) => (b.amount > a.amount ? b : a), sales.days[0]!)
  const [ko, en] = won(best?.amount ?? 0)
  return [
    renderFigure({
      id: 'months',
      wide: true,
      title: ['월별 승인 금액', 'Approved amount by month'],
      note: ['막대 위: 지난달 대비 증감', 'Above the bars: change from the month before'],
      draw: (canvas) => drawMonths(sales.months, canvas),
      table: {
        columns: [{ name: ['월', 'Month'], numeric: true }, transactions, amount, growthColumn],
        rows: sales.months.map((row) => [row.month, count(row.count), count(row.amount), growth(row.growth)]),
      },
    }),
    renderFigure({
      id: 'days',
      wide: true,
      title: ['일별 승인 금액', 'Approved amount by day'],
      note: best && [`가장 많은 날 ${best.day}, ${ko}`, `Highest ${best.day}, ${en}`],
      draw: (canvas) => drawDays(sales.days, canvas),
      table: {
        columns: [day, transactions, amount],
        rows: sales.days.map((row) => [row.day, count(row.count), count(row.amount)]),
      },
    }),
  ]
}
