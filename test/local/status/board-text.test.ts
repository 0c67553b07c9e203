import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeBoard, describeChanges } from '../../../local/status/board-text.ts'
import type { Overview } from '../../../local/status/overview.ts'

const none = { received: 0, pending: 0, folded: 0, published: 0, rejected: 0, superseded: 0, failed: 0 }
const uploadedAt = '2026-11-01T00:00:00Z'
const upload = (name: string, state: 'received' | 'rejected' | 'published', because: string) => ({
  upload: `${name}-1`,
  key: `incoming/${name}.csv`,
  uploadedAt,
  source: 'contract',
  bytes: 1,
  state,
  because,
})
const run = (name: string, status: string, seconds: number) => ({
  run: name,
  status,
  startedAt: uploadedAt,
  seconds,
})
const stage = (name: string, state: 'parked' | 'claimed', failure?: string) => ({
  stage: name,
  state,
  want: 2,
  done: 1,
  rows: 0,
  failures: failure ? 3 : 0,
  failure,
  due: null,
})

const before: Overview = {
  uploads: {
    byState: { ...none, received: 1 },
    quarantined: 0,
    quarantines: [],
    listed: [upload('a', 'received', 'its run converts and judges it')],
  },
  stages: { byState: { clean: 12 }, open: [] },
  runs: [run('a-1', 'RUNNING', 3)],
  mismatches: { gone: [], alike: [], outside: [] },
}
const after: Overview = {
  ...before,
  uploads: {
    byState: { ...none, published: 1, rejected: 1 },
    quarantined: 0,
    quarantines: [],
    listed: [upload('a', 'published', 'all its stages are done'), upload('b', 'rejected', 'see its report')],
  },
  stages: {
    byState: { clean: 12, parked: 1, claimed: 1 },
    open: [stage('etl/2024-03', 'parked', 'no space left'), stage('etl/2024', 'claimed')],
  },
  runs: [run('c-1', 'FAILED', 9), run('a-1', 'SUCCEEDED', 5)],
}
const now = new Date('2026-11-01T01:00:00Z')

test('the board shows what is under way, and what today cost', () => {
  const lines = describeBoard(before, 0.0042, now)
  assert.equal(lines[0], "2026-11-01 10:00:00 KST, cost of today's runs $0.0042")
  const at = lines.indexOf('Under way')
  assert.deepEqual(lines.slice(at + 1, at + 3), [
    '  run a-1, 3.0 s',
    '  upload incoming/a.csv: its run converts and judges it',
  ])
  assert.equal(lines[lines.indexOf('Waits for the night') + 1], '  nothing')
})

test('the board shows what waits for the night with the reason, and what failed', () => {
  const text = describeBoard(after, 0, now).join('\n')
  assert.match(text, /Waits for the night\n {2}etl\/2024-03 parked: no space left\n\n/)
  assert.match(text, /Stages\n {2}12 clean, 1 parked, 1 claimed/)
  assert.match(text, /Failed lately\n.*run c-1 failed\n.*incoming\/b\.csv rejected: see its report/)
})

test('a plain log gets a line for each change and none without one', () => {
  assert.deepEqual(describeChanges(before, before), [])
  assert.deepEqual(describeChanges(before, after), [
    'run a-1 succeeded after 5.0 s',
    'run c-1 failed after 9.0 s',
    'upload incoming/a.csv published: all its stages are done',
    'upload incoming/b.csv rejected: see its report',
    'stages: 12 clean, 1 parked, 1 claimed',
  ])
})
