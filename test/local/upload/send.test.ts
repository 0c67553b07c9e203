import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import type { RunProgress } from '../../../local/pipeline/run-progress.ts'
import type { Ending } from '../../../local/upload/follow.ts'
import { nameKeys, refuseCardNumbers } from '../../../local/upload/name-keys.ts'
import { secondsToTables } from '../../../local/upload/send.ts'

const at = (second: number) => new Date(Date.UTC(2024, 2, 1, 0, 0, second))
const sent = { id: 'a-1', key: 'incoming/a.csv', order: '1', bytes: 10, sentAt: at(2) }
const through = (...states: [string, number][]): RunProgress['states'] =>
  states.map(([name, second]) => ({ name, enteredAt: at(second) }))
const cases: [string, RunProgress['states'], Date | undefined, number | null][] = [
  ['its own run published it', through(['Publish', 4], ['Report', 5], ['Done', 6]), undefined, 3],
  ['another run published it later', through(['PlanStages', 4], ['Report', 5]), at(12), 10],
  ['no run published anything', through(['RejectUpload', 4]), undefined, null],
]
for (const [what, states, seenAt, expected] of cases)
  test(`seconds to the tables when ${what}: ${expected}`, () => {
    const run = { states } as RunProgress
    const ending: Ending = { state: 'published', because: '', run, ...(seenAt && { seenAt }) }
    assert.equal(secondsToTables(sent, ending), expected)
  })

const folder = mkdtempSync(join(tmpdir(), 'send-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string) => {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'x')
  return path
}
const [one, two] = [file('a/t.csv'), file('b/t.csv')]
const decomposed = '카드.csv'.normalize('NFD')

const keys: [string, string[], string | undefined, string[]][] = [
  ['the name of the file', [one], undefined, ['incoming/t.csv']],
  ['another name', [one], '2024/march.csv', ['incoming/2024/march.csv']],
  ['a folder', [one, file('u.csv')], '2024/', ['incoming/2024/t.csv', 'incoming/2024/u.csv']],
  ['composed characters', [file(decomposed)], undefined, ['incoming/카드.csv']],
]
for (const [what, paths, as, expected] of keys)
  test(`a key is ${what}`, async () => {
    const files = await nameKeys(paths, as)
    assert.deepEqual(
      files.map(({ key }) => key),
      expected,
    )
  })

const refused: [string, string[], string | undefined, RegExp][] = [
  ['two files for one key', [one, two], undefined, /would have one key, incoming\/t\.csv; nothing was sent/],
  ['two files for one key in a folder', [one, two], '2024/', /one key, incoming\/2024\/t\.csv/],
  ['one name for several files', [one, two], 'x.csv', /there are several files/],
  ['no name', [one], '', /--as is empty/],
  ['a name that is ignored', [file('day.csv.filepart')], undefined, /ignores/],
  ['a folder as file', [folder], undefined, /is not a file/],
]
for (const [what, paths, as, message] of refused)
  test(`${what} is refused before anything is sent`, () =>
    assert.rejects(nameKeys(paths, as), { name: 'CommandError', message }))

test('a card number in a name is refused before anything is sent, and masked', async () => {
  const shown = file('4111-1111-1111-1111.csv')
  assert.doesNotThrow(() => refuseCardNumbers([{ path: one, key: 'incoming/t.csv' }]))
  const files = await nameKeys([one, shown])
  assert.throws(() => refuseCardNumbers(files), {
    name: 'CommandError',
    message: /^incoming\/\*{4}-\*{4}-\*{4}-1111\.csv: a card number stands in the name/,
  })
})
