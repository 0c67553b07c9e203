import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderPage } from '../../../local/report/page.ts'
import { hostile, reportData } from './report-fixture.ts'

const page = renderPage(reportData)

test('names of the data stay text, in charts, tables and attributes', () => {
  assert.ok(!page.includes('<script>document'))
  assert.ok(!page.includes('<img'))
  assert.ok(!page.includes("' onmouseover='"))
  assert.ok(!page.includes('\u0000'))
  assert.ok(page.includes('&lt;script&gt;document.title=&quot;taken&quot;&lt;/script&gt;'))
  assert.ok(page.includes('=HYPERLINK'))
})

test('the page loads nothing: no address, no import, one script that its policy names', () => {
  assert.ok(!/(src|href)="(?!data:)/.test(page))
  assert.ok(!/url\((?!#)|@import/.test(page))
  assert.equal(page.match(/<script/g)?.length, 1)
  assert.match(page, /default-src 'none'/)
})

const titles = [
  ['월별 승인 금액', 'Approved amount by month'],
  ['일별 승인 금액', 'Approved amount by day'],
  ['업종별 비중', 'Share by category'],
  ['시간대별 이용', 'Use by hour'],
  ['지역별 비중', 'Share by region'],
  ['상위 가맹점 15곳', 'Top 15 merchants'],
  ['분기별 성장', 'Growth by quarter'],
  ['할부 개월별 금액', 'Amount by instalment months'],
  ['데이터 품질 추이', 'Data quality over time'],
  ['업로드 형식', 'Sources of the uploads'],
  ['격리된 행', 'Rows kept apart'],
  ['어느 업로드가 어느 파티션이 되었나', 'Which uploads made which partitions'],
  ['마지막 실행', 'The last run'],
  ['구성 요소별 비용', 'Cost by component'],
  ['벤치마크 · duckdb', 'Benchmark · duckdb'],
]
for (const [ko, en] of titles) {
  test(`shows ${en} in both languages`, () => {
    assert.ok(page.includes(`<span lang="ko">${ko}</span><span lang="en">${en}</span>`))
  })
}

test('every chart has its figures as a table', () => {
  const figures = page.match(/<figure/g)!.length
  assert.equal(figures, 12)
  assert.equal(page.match(/<details><summary>/g)!.length, figures)
})

test('what there is nothing of is left out', () => {
  const bare = renderPage({
    ...reportData,
    run: null,
    benchmark: [],
    quality: { uploads: 0, days: [], checks: [] },
    quarantine: { sources: [], kept: [], more: 0 },
  })
  for (const id of ['run', 'cost', 'benchmark-duckdb', 'quality', 'sources', 'quarantine'])
    assert.ok(!bare.includes(`id="${id}"`), id)
})

test('a merchant of 30,000 characters does not fill the page', () => {
  const merchants = [{ ...reportData.sales.merchants[0]!, merchant: hostile[0]!.repeat(1000) }]
  const long = renderPage({ ...reportData, sales: { ...reportData.sales, merchants } })
  assert.ok(long.length < page.length + 20_000)
})
