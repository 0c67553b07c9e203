import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { cutText, openScreen } from '../../../local/terminal/screen.ts'

test('a line is cut to the columns it takes, Korean taking two', () => {
  assert.equal(cutText('short', 10), 'short')
  assert.equal(cutText('0123456789', 6), '01234…')
  assert.equal(cutText('카드 거래 내역', 6), '카드 …')
})

test('a screen is drawn in its place, never larger than the terminal, and gives the terminal back', () => {
  const written: string[] = []
  const out = Object.assign(new PassThrough(), { rows: 3, columns: 8 })
  out.on('data', (text) => written.push(String(text)))
  const screen = openScreen(out as unknown as NodeJS.WriteStream)
  screen.draw(['Title', '  a long line', '  not shown'])
  screen.close()
  const [opened, drawn, closed] = written as [string, string, string]
  assert.ok(opened.startsWith('\x1b[?1049h') && closed.endsWith('\x1b[?1049l'))
  assert.ok(drawn.startsWith('\x1b[H') && drawn.endsWith('\x1b[J'))
  assert.ok(drawn.includes('Title') && drawn.includes('  a lon…') && !drawn.includes('not shown'))
})
