import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { judgeUpload } from '../../functions/quality/judge.ts'
import { headBytes, inspectHead } from '../../functions/reception/inspect-head.ts'
import { generateDirtyCsv } from '../../local/generate/dirty/dirty-csv.ts'
import type { DirtyKind } from '../../local/generate/dirty/kind.ts'
import { dirtyKinds } from '../../local/generate/dirty/kinds.ts'
import { defaultShape } from '../../local/generate/rows/transactions.ts'
import { judgeFile } from '../../local/validate/judge-file.ts'
import { describeFile, describeVerdict } from '../../local/validate/verdict-text.ts'
import { convertFile } from './conversion/converting.ts'

const folder = mkdtempSync(join(tmpdir(), 'dirty-files-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const rowCount = 600

function write(kind: DirtyKind): Buffer {
  const plain = Buffer.concat([...generateDirtyCsv(kind, { ...defaultShape, rows: rowCount })])
  return kind.gzip ? gzipSync(plain) : plain
}

/** Rows that are decoded from CP949, all others being UTF-8. */
const rowsInCp949: Record<string, number> = { cp949: rowCount, mixed_encodings: rowCount / 2 }

/** What `npm run validate` says of a file, and in which words. */
async function validate(kind: DirtyKind, file: Buffer) {
  const path = join(folder, `${kind.name}.csv`)
  writeFileSync(path, file)
  const key = `incoming/${kind.name}.csv`
  const judged = await judgeFile({ path, key }, () => {}, new AbortController().signal)
  const said = [describeVerdict(judged), ...describeFile(judged)].join('\n')
  assert.equal(Boolean(judged.rejection), kind.expected.outcome === 'rejected', said)
  return { judged, said }
}

/** Converts a file as a whole and in chunks, which must tell the same. */
async function convertBothWays(file: Buffer) {
  const whole = await convertFile(file)
  const cut = await convertFile(file, { chunkBytes: 30_011 })
  assert.deepEqual(cut.counters, whole.counters)
  assert.deepEqual(cut.found, whole.found)
  assert.deepEqual(cut.rows, whole.rows)
  return cut
}

for (const kind of dirtyKinds) {
  const { expected } = kind
  if (expected.outcome === 'rejected' && expected.by === 'head') {
    test(`${kind.name} is refused by its head`, async () => {
      const file = write(kind)
      const verdict = inspectHead(file.subarray(0, headBytes), file.length)
      assert.ok('problem' in verdict)
      const reasons = [verdict.problem.reason, ...verdict.problem.details].join('; ')
      assert.ok(reasons.includes(expected.names), reasons)
      const { judged, said } = await validate(kind, file)
      assert.ok(said.includes(expected.names), said)
      assert.equal(judged.content, undefined)
    })
    continue
  }
  test(`${kind.name} is ${expected.outcome}, the same from chunks of any size and before it is sent`, async () => {
    const file = write(kind)
    const { counters, found, manifest } = await convertBothWays(file)
    const judgement = judgeUpload(counters, found)
    const status = expected.outcome === 'rejected' ? 'FAIL' : expected.verdict
    const flagged = judgement.outcomes.filter((outcome) => outcome.status === judgement.verdict)
    assert.equal(judgement.verdict, status, JSON.stringify(flagged))
    // accepted oddities of the file as such are none of the checks
    const checks = flagged.filter(({ category }) => category !== 'schema').map(({ name }) => name)
    if (status !== 'PASS') assert.deepEqual(checks.sort(), [...expected.checks].sort())
    assert.equal(counters.cp949, rowsInCp949[kind.name] ?? 0)

    const { judged, said } = await validate(kind, file)
    assert.equal(judged.verdict, status, said)
    assert.deepEqual(judged.checks, judgement.outcomes)
    const { rows, months } = judged.content!
    assert.deepEqual(
      months,
      Object.entries(manifest.months).map(([month, { rows, amount }]) => ({ month, rows, amount })),
    )
    // rows without a month they could belong to are in none
    assert.ok(months.reduce((sum, month) => sum + month.rows, 0) <= rows)
    for (const { name, detail } of judged.checks)
      assert.ok(said.includes(name) && said.includes(detail), `${name} is not told`)
  })
}
