import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeCommand } from '../../functions/run/advice.ts'
import { kstTime } from '../../functions/runtime/kst.ts'
import { count } from '../terminal/wording.ts'
import type { ReportData } from './data/report-data.ts'
import { type Html, html } from './html/html.ts'
import { type Both, both } from './html/words.ts'
import { renderBenchmark } from './sections/benchmark.ts'
import { renderLineage } from './sections/lineage.ts'
import { renderOverview } from './sections/overview.ts'
import { renderQuality } from './sections/quality.ts'
import { renderQuarantine } from './sections/quarantine.ts'
import { renderQuarters } from './sections/quarters.ts'
import { renderRun } from './sections/run.ts'
import { renderShares } from './sections/shares.ts'
import { renderTrends } from './sections/trends.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** The whole report as one HTML file that loads nothing. */
export function renderPage(data: ReportData): string {
  const { sales, quality, quarantine, lineage, run, benchmark } = data
  const sections: { id: string; title: Both; parts: Html[] }[] = [
    { id: 'trend', title: ['추이', 'Trend'], parts: renderTrends(sales) },
    { id: 'share', title: ['누가, 언제, 어디서', 'Who, when, where'], parts: renderShares(sales) },
    { id: 'growth', title: ['분기', 'Quarters'], parts: renderQuarters(sales) },
    {
      id: 'data',
      title: ['데이터', 'Data'],
      parts: [...renderQuality(quality), ...renderQuarantine(quarantine), renderLineage(lineage, sales.year)],
    },
    { id: 'runs', title: ['실행', 'Run'], parts: renderRun(run) },
    { id: 'benchmarks', title: ['벤치마크', 'Benchmark'], parts: renderBenchmark(benchmark) },
  ].filter(({ parts }) => parts.length > 0) as never
  const body = html`
${renderHeader(data)}
<main>
${renderOverview(sales)}
${sections.map(
  ({ id, title, parts }) =>
    html`<section class="group" aria-labelledby="${id}"><h2 id="${id}">${both(title)}</h2><div class="grid">${parts}</div></section>`,
)}
</main>
${renderFooter(data)}`
  return document(body, sales.year)
}

function renderHeader({ sales, generatedAt }: ReportData): Html {
  const { totals } = sales
  return html`
<header>
<div>
<h1>${both(['카드 거래 리포트', 'Card transaction report'])} <span class="year">${sales.year}</span></h1>
<p class="note">${totals.first} – ${totals.last} · ${both([`거래 ${count(totals.all)}건`, `${count(totals.all)} transactions`])} · ${both(['작성', 'Written'])} ${kstTime(generatedAt).slice(0, 16)} KST</p>
</div>
<div class="languages" role="group" aria-label="언어 Language"><button type="button" data-language="ko" aria-pressed="true">한국어</button><button type="button" data-language="en" aria-pressed="false">English</button></div>
</header>`
}

function renderFooter({ sales }: ReportData): Html {
  const others = sales.years.filter((year) => year !== sales.year)
  const list = others.slice(-8).join(', ')
  return html`
<footer class="note">
<p>${both([
    '금액과 건수는 승인된 거래 기준이며 원 단위까지 공개 테이블과 같습니다.',
    'Amounts and counts are of approved transactions and equal the published tables to the won.',
  ])}</p>
${others.length > 0 && html`<p>${both([`다른 해: ${list}`, `Other years: ${list}`])} · <code>${writeCommand('report', '--year', String(others.at(-1)))}</code></p>`}
</footer>`
}

function document(body: Html, year: number): string {
  const script = read('page-language.js').trim()
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:`
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>카드 거래 리포트 ${year}</title>
<link rel="icon" href="data:,">
<style>
${read('page.css').trim()}
</style>
</head>
<body>
${body.text}
<script>${script}</script>
</body>
</html>
`
}
