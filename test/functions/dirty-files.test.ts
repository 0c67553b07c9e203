import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { judgeUpload } from '../../functions/quality/judge.ts'
import { headBytes, inspectHead } from '../../functions/reception/inspect-head.ts'
import { generateDirtyCsv } from '../../local/generate/dirty/dirty-csv.ts'
import type { DirtyKind } from '../../local/generate/dirty/kind.ts'
import { dirtyKinds } from '../../local/generate/dirty/kinds.ts'
import { defaultShape } from '../../local/generate/rows/transactions.ts'
import { convertFile } from './conversion/converting.ts'

const rowCount = 600

function write(kind: DirtyKind): Buffer {
  const plain = Buffer.concat([...generateDirtyCsv(kind, { ...defaultShape, rows: rowCount })])
  return kind.gzip ? gzipSync(plain) : plain
}

/** Rows that are decoded from CP949, all others being UTF-8. */
const rowsInCp949: Record<string, number> = { cp949: rowCount, mixed_encodings: rowCount / 2 }

for (const kind of dirtyKinds) {
  const { expected } = kind
  if (expected.outcome === 'rejected' && expected.by === 'head') {
    test(`${kind.name} is refused by its head`, () => {
      const file = write(kind)
      const verdict = inspectHead(file.subarray(0, headBytes), file.length)
      assert.ok('problem' in verdict)
      const said = [verdict.problem.reason, ...verdict.problem.details].join('; ')
      assert.ok(said.includes(expected.names), said)
    })
    continue
  }
  test(`${kind.name} is ${expected.outcome}, the same from chunks of any size`, async () => {
    const file = write(kind)
    const whole = await convertFile(file)
    const judgement = judgeUpload(whole.counters, whole.found)
    const status = expected.outcome === 'rejected' ? 'FAIL' : expected.verdict
    const flagged = judgement.outcomes.filter((outcome) => outcome.status === judgement.verdict)
    assert.equal(judgement.verdict, status, JSON.stringify(flagged))
    // accepted oddities of the file as such are none of the checks
    const checks = flagged.filter(({ category }) => category !== 'schema').map(({ name }) => name)
    if (status !== 'PASS') assert.deepEqual(checks.sort(), [...expected.checks].sort())
    const cut = await convertFile(file, { chunkBytes: 30_011 })
    assert.deepEqual(cut.counters, whole.counters)
    assert.deepEqual(cut.found, whole.found)
    assert.deepEqual(cut.rows, whole.rows)
    assert.equal(whole.counters.cp949, rowsInCp949[kind.name] ?? 0)
  })
}
