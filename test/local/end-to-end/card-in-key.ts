import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { stack } from '../../../local/pipeline/stack.ts'
import { putUpload } from '../../../local/upload/put.ts'
import { command } from './cloud.ts'
import { keyOf, writeFile } from './deliver.ts'
import { openMailbox, receiveTexts } from './mailbox.ts'
import { inputCsv, passingRows } from './rows.ts'
import { gatherTraces } from './traces.ts'

/**
 * Names with the numbers that networks publish for tests, in every way in which people write them. None is mostly zeros:
 * 0.06200000000000005 seconds would have its digits.
 */
const names = [
  '4111111111111111.csv',
  '4012-8888-8888-1881.csv',
  '카드 4222 2222 2222 2220 내역.csv',
  '3782.822463.10005.csv',
  '5105_1051_0510_5100/day.csv',
  '5555/5555/5555/4444/day.csv',
  'day-6011+1111+1111+1117.csv',
  '３５３０１１１３３３３０００００.csv',
  '36227206271667/',
  '62509470 00000014.csv',
]
const numbers = names.map((name) => digitsOf(name))

/** The text without anything but its digits, so that no spelling hides a number. */
function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/[^0-9]/g, '')
}

test('a card number in a key is refused, and stands nowhere that a run leaves anything', async () => {
  const mailbox = await openMailbox()
  const path = writeFile(inputCsv(passingRows(20, 77, ['2024-01'])))
  for (const name of names) await putUpload(path, { bucket: stack.inputBucket, key: keyOf(name) })
  const messages = await receiveTexts(mailbox, 120, names.length, /upload the file under a name without/)
  assert.equal((await command('nightly')).code, 0)
  const said = await Promise.all([
    command('status'),
    command('status', '--json'),
    command('report', '--json'),
  ])
  const report = readFileSync(JSON.parse(said[2]!.stdout).path, 'utf8')
  let looked = 0
  const look = (where: string, text: string) => {
    looked++
    const digits = [digitsOf(text), digitsOf(unescaped(text))]
    const shown = numbers.filter((number) => digits.some((each) => each.includes(number)))
    assert.deepEqual(shown, [], `in clear in ${where}`)
  }
  assert.throws(() => look('a try', `object incoming/${encodeURIComponent(names[7]!)}`), /in clear in a try/)
  for await (const [where, text] of gatherTraces()) look(where, text)
  for (const text of messages) look('a message', text)
  for (const { stdout, stderr } of said) look('what a command says', stdout + stderr)
  look('the report', report)
  assert.ok(looked > 100, `only ${looked} traces`)
  const { byState } = JSON.parse(said[1]!.stdout).uploads
  assert.ok(byState.rejected >= names.length, JSON.stringify(byState))
})

/** Keys stand URL-encoded in events. */
const unescaped = (text: string) => {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))
  } catch {
    return ''
  }
}
