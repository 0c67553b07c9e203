import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { generateDirtyCsv } from '../../../local/generate/dirty/dirty-csv.ts'
import { dirtyKinds } from '../../../local/generate/dirty/kinds.ts'
import { defaultShape } from '../../../local/generate/rows/transactions.ts'
import { judgeFile } from '../../../local/validate/judge-file.ts'
import { describeFile, describeVerdict } from '../../../local/validate/verdict-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'validate-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const rowCount = 600

function judge(content: Buffer, name = 'a.csv') {
  const path = join(folder, name)
  writeFileSync(path, content)
  return judgeFile({ path, key: `incoming/${name}` }, () => {}, new AbortController().signal)
}

// Every kind of dirty file is judged in test/functions/dirty-files.test.ts, beside its conversion by the functions.
const clean = dirtyKinds.find(({ name }) => name === 'crlf')!
const cleanCsv = Buffer.concat([...generateDirtyCsv(clean, { ...defaultShape, rows: rowCount })])

test('what must arrive is compared with what did, and both are named', async () => {
  const path = join(folder, 'expected.csv')
  writeFileSync(path, cleanCsv)
  const judged = (expected: object) =>
    judgeFile({ path, key: 'incoming/a.csv', expected }, () => {}, new AbortController().signal)
  assert.equal((await judged({ rows: String(rowCount) })).verdict, 'PASS')
  const wrong = await judged({ rows: '599', amount: '1' })
  assert.equal(wrong.verdict, 'FAIL')
  assert.match(
    describeFile(wrong).join('\n'),
    /FAIL {2}control_total .*metadata says 599 rows, the file has 600 rows; .* says 1 won, the file has \d+ won/,
  )
})

test('a card number in the name is refused, and shown masked', async () => {
  const number = '4111 1111 1111 1111'
  const judged = await judge(cleanCsv, `${number}.csv`)
  assert.equal(judged.verdict, 'FAIL')
  const said = [JSON.stringify(judged), describeVerdict(judged), ...describeFile(judged)].join('\n')
  assert.ok(!said.includes(number) && said.includes('**** **** **** 1111'), said)
})

test('rows and won are added up by month', async () => {
  const { content } = await judge(cleanCsv)
  const lines = cleanCsv.toString().trim().split('\r\n').slice(1)
  const header = cleanCsv.toString().split('\r\n')[0]!.split(',')
  const [date, amount] = ['transaction_date', 'amount'].map((name) => header.indexOf(name)) as [
    number,
    number,
  ]
  const months = [...Map.groupBy(lines, (line) => line.split(',')[date]!.slice(0, 7))].sort()
  assert.deepEqual(
    content!.months,
    months.map(([month, of]) => ({
      month,
      rows: of.length,
      amount: of.reduce((sum, line) => sum + Number(line.split(',')[amount]), 0),
    })),
  )
})

test('the encoding is told by rows', async () => {
  const mixed = dirtyKinds.find(({ name }) => name === 'mixed_encodings')!
  const judged = await judge(Buffer.concat([...generateDirtyCsv(mixed, { ...defaultShape, rows: rowCount })]))
  assert.equal(judged.content!.cp949, rowCount / 2)
  assert.match(describeFile(judged)[0]!, /CP949 in 300 of 600 rows/)
})

test('a key that shows a card number is refused before anything is read', async () => {
  const { rejection } = await judge(cleanCsv, '4111-1111-1111-1111.csv')
  assert.match(rejection!.reason, /card number/)
  assert.doesNotMatch(JSON.stringify(rejection), /4111-1111/)
})

test('interrupted, it stops', async () => {
  const path = join(folder, 'a.csv')
  writeFileSync(path, cleanCsv)
  const signal = AbortSignal.abort()
  await assert.rejects(
    judgeFile({ path, key: 'incoming/a.csv' }, () => {}, signal),
    { name: 'AbortError' },
  )
})
