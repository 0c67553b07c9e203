import { count } from '../../terminal/wording.ts'
import { renderFigure } from '../charts/figure.ts'
import { drawHours } from '../charts/hours.ts'
import { drawRanking } from '../charts/ranking.ts'
import type { Sales, Turnover } from '../data/sales.ts'
import { percent, shortWon } from '../html/format.ts'
import type { Html } from '../html/html.ts'
import { amount, categoryColumn, share, transactions } from '../html/table.ts'
import { type Both, nameOf } from '../html/words.ts'

/** Categories, hours, regions and merchants. */
export function renderShares(sales: Sales): Html[] {
  return [renderCategories(sales), renderRegions(sales), renderHours(sales), renderMerchants(sales)]
}

function renderCategories({ categories, totals }: Sales): Html {
  return renderFigure({
    id: 'categories',
    title: ['업종별 비중', 'Share by category'],
    note: ['승인 금액 기준', 'Of the approved amount'],
    draw: (canvas) =>
      drawRanking(
        categories.map((row) => rankedBar(nameOf(row.category), row, totals.amount)),
        canvas,
      ),
    table: {
      columns: [categoryColumn, transactions, amount, share],
      rows: categories.map((row) => [
        nameOf(row.category),
        count(row.count),
        count(row.amount),
        shareOf(row, totals.amount),
      ]),
    },
  })
}

function renderHours({ hours }: Sales): Html {
  return renderFigure({
    id: 'hours',
    wide: true,
    title: ['시간대별 이용', 'Use by hour'],
    note: ['승인 건수, 한국 시간', 'Approved transactions, Korean time'],
    draw: (canvas) => drawHours(hours, canvas),
    table: {
      columns: [
        { name: ['시각', 'Hour'], numeric: true },
        { name: ['시간대', 'Time slot'] },
        transactions,
        amount,
        { name: ['신용카드 비율', 'Credit share'], numeric: true },
      ],
      rows: hours.map((row) => [
        row.hour,
        nameOf(row.slot),
        count(row.count),
        count(row.amount),
        row.credit === null ? null : percent(row.credit),
      ]),
    },
  })
}

function renderRegions({ regions, totals }: Sales): Html {
  return renderFigure({
    id: 'regions',
    title: ['지역별 비중', 'Share by region'],
    note: ['승인 금액 기준', 'Of the approved amount'],
    draw: (canvas) =>
      drawRanking(
        regions.map((row) => rankedBar(nameOf(row.region), row, totals.amount)),
        canvas,
      ),
    table: {
      columns: [
        { name: ['지역', 'Region'] },
        transactions,
        amount,
        share,
        { name: ['가장 많은 업종', 'Top category'] },
      ],
      rows: regions.map((row) => [
        nameOf(row.region),
        count(row.count),
        count(row.amount),
        shareOf(row, totals.amount),
        nameOf(row.favourite),
      ]),
    },
  })
}

function renderMerchants({ merchants }: Sales): Html {
  return renderFigure({
    id: 'merchants',
    wide: true,
    title: ['상위 가맹점 15곳', 'Top 15 merchants'],
    note: ['승인 금액 순', 'By approved amount'],
    draw: (canvas) =>
      drawRanking(
        merchants.map((row) => ({
          name: nameOf(shorten(row.merchant)),
          value: row.amount,
          text: [shortWon(row.amount, 'ko'), shortWon(row.amount, 'en')],
        })),
        canvas,
      ),
    table: {
      columns: [
        { name: ['순위', 'Rank'], numeric: true },
        { name: ['가맹점', 'Merchant'] },
        categoryColumn,
        transactions,
        amount,
        { name: ['이용 카드', 'Cards'], numeric: true },
      ],
      rows: merchants.map((row) => [
        row.place,
        shorten(row.merchant),
        nameOf(row.category),
        count(row.count),
        count(row.amount),
        count(row.customers),
      ]),
    },
  })
}

const shareOf = (row: Turnover, total: number) => percent(total ? (row.amount / total) * 100 : 0)

function rankedBar(name: Both, row: Turnover, total: number) {
  const text = (language: 'ko' | 'en') => `${shareOf(row, total)} · ${shortWon(row.amount, language)}`
  return { name, value: row.amount, text: [text('ko'), text('en')] as const }
}

/** A merchant may be 30,000 characters long. */
const shorten = (name: string | null) => (name && name.length > 60 ? `${name.slice(0, 59)}…` : name)
