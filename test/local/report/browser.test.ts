import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'puppeteer-core'
import { generateCsv } from '../../../local/generate/rows/csv.ts'
import { defaultShape } from '../../../local/generate/rows/transactions.ts'
import { writeBlocks } from '../../../local/generate/write.ts'
import { projectRoot } from '../../../local/process/folders.ts'
import { withFiles } from '../../../local/query/open-tables.ts'
import { readReportData } from '../../../local/report/data/report-data.ts'
import { renderPage } from '../../../local/report/page.ts'
import { publishCsv } from '../query/published-fixture.ts'
import { openBrowser } from './open-browser.ts'
import { reportData } from './report-fixture.ts'

const output = join(projectRoot, 'test-output')
let folder: string
let browser: Browser

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'))
  const csv = join(folder, 'input.csv')
  await writeBlocks(generateCsv({ ...defaultShape, rows: 20_000 }), csv, { gzip: false })
  const files = await publishCsv(csv, 2024, join(folder, 'tables'))
  const data = await withFiles(files, join(folder, 'tables'), (tables) =>
    readReportData(tables, reportData.run, [
      { key: 'incoming/input.csv', upload: 'fixture', source: 'contract', quarantined: 0 },
    ]),
  )
  await writeFile(join(folder, 'published.html'), renderPage(data!))
  await writeFile(join(folder, 'hostile.html'), renderPage(reportData))
  await mkdir(output, { recursive: true })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

const cases = ['published', 'hostile'].flatMap((file) =>
  [1280, 768, 375].flatMap((width) => [
    { file, width, language: 'ko', scheme: 'light' },
    { file, width, language: 'en', scheme: 'dark' },
  ]),
)

for (const { file, width, language, scheme } of cases) {
  test(`${file}, ${width} pixels, ${language}, ${scheme}: no error, nothing sticks out`, async () => {
    const { page, complaints } = await open(file, width, scheme)
    await page.click(`[data-language="${language}"]`)
    assert.equal(await page.evaluate('document.documentElement.lang'), language)
    assert.deepEqual(await page.evaluate(stickingOut), [])
    await page.screenshot({
      path: join(output, `report-${file}-${width}-${language}-${scheme}.png`),
      fullPage: true,
    })
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
    assert.deepEqual(await page.evaluate(stickingOut), [])
    assert.deepEqual(complaints, [])
    assert.doesNotMatch(await page.title(), /taken/)
    await page.close()
  })
}

test('one language is shown at a time, charts included', async () => {
  const { page } = await open('published', 1280, 'light')
  const visible = `[...document.querySelectorAll('[lang]:not(html)')]
    .filter((each) => each.checkVisibility()).map((each) => each.lang)`
  assert.deepEqual([...new Set((await page.evaluate(visible)) as string[])], ['ko'])
  await page.click('[data-language="en"]')
  assert.deepEqual([...new Set((await page.evaluate(visible)) as string[])], ['en'])
  const charts = await page.evaluate(`[...document.querySelectorAll('figure')].map((figure) =>
    [...figure.querySelectorAll('svg')].filter((svg) => svg.checkVisibility()).length)`)
  assert.ok((charts as number[]).every((shown) => shown === 1))
  await page.close()
})

async function open(
  file: string,
  width: number,
  scheme: string,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`)
  })
  await page.setViewport({ width, height: 900 })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  await page.goto(pathToFileURL(join(folder, `${file}.html`)).href)
  return { page, complaints }
}

/** Visible elements that reach beyond the page, except inside what scrolls by itself. */
const stickingOut = `(() => {
  const limit = document.documentElement.clientWidth + 0.5
  const wide = document.documentElement.scrollWidth > limit ? ['page'] : []
  return wide.concat([...document.querySelectorAll('body *')]
    .filter((each) => each.checkVisibility() && !each.closest('.scroll table, svg, .hidden'))
    .filter((each) => each.getBoundingClientRect().right > limit)
    .map((each) => each.outerHTML.slice(0, 80)))
})()`
