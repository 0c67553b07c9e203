import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newStage } from '../../../functions/catalog/stage-state.ts'
import type { Upload } from '../../../functions/upload/upload.ts'
import type { PipelineState } from '../../../local/pipeline/pipeline-state.ts'
import { findSubject } from '../../../local/status/explain.ts'
import { summarize } from '../../../local/status/overview.ts'
import { describeOverview } from '../../../local/status/overview-text.ts'
import type { CommandError } from '../../../local/terminal/command-error.ts'

const now = new Date('2024-04-01T00:10:00Z')
const upload = (id: string, key: string, order: string): Upload => {
  return {
    id,
    key,
    order,
    bucket: 'in',
    versionId: 'v',
    etag: 'e',
    bytes: 10,
    uploadedAt: '2024-04-01T00:00:00Z',
  }
}
const run = (name: string, status: 'RUNNING' | 'FAILED', minute: number) => {
  return { name, status, startedAt: new Date(`2024-04-01T00:0${minute}:00Z`) }
}
const months = { '2024-03': 5 }
const runs = [run('nightly-1', 'RUNNING', 9), run('b-2-r1', 'RUNNING', 8), run('b-2', 'FAILED', 7)]
const state: PipelineState = {
  settled: { published: 0, superseded: 0 },
  quarantines: [],
  mismatches: { gone: ['incoming/old.csv'], alike: [], outside: [] },
  uploads: [upload('a-1', 'incoming/a.csv', '1'), upload('b-2', 'incoming/b.csv', '2')],
  runs,
  evidence: {
    catalog: {
      keys: { 'incoming/a.csv': { order: '1', upload: 'a-1', manifest: 'm', months, heavy: false } },
      stages: {
        'etl/2024-03': { ...newStage(), want: 2, done: 2 },
        'etl/2024': { ...newStage(), want: 3, failures: 3 },
      },
    },
    stages: { 'etl/2024-03': 'clean', 'etl/2024': 'parked' },
    pending: new Set(),
    rejected: new Set(),
    runs: new Map([
      ['nightly-1', 'RUNNING'],
      ['b-2', 'RUNNING'],
    ]),
  },
}

test('uploads are counted by state, open stages and runs listed with their cost', () => {
  const { uploads, stages, runs } = summarize(state, new Map([['b-2', 0.25]]), now)
  assert.equal(uploads.byState.folded, 1)
  assert.equal(uploads.byState.received, 1)
  assert.deepEqual(stages.byState, { clean: 1, parked: 1 })
  assert.deepEqual(
    stages.open.map(({ stage, state, failures }) => ({ stage, state, failures })),
    [{ stage: 'etl/2024', state: 'parked', failures: 3 }],
  )
  assert.deepEqual(
    runs.map(({ run, seconds, dollars }) => ({ run, seconds, dollars })),
    [
      { run: 'nightly-1', seconds: 60, dollars: undefined },
      { run: 'b-2-r1', seconds: 120, dollars: undefined },
      { run: 'b-2', seconds: 180, dollars: 0.25 },
    ],
  )
})

test('uploads that are only counted are counted too', () => {
  const settled = { published: 999, superseded: 3 }
  const { byState, listed } = summarize({ ...state, settled }, new Map(), now).uploads
  assert.deepEqual([byState.published, byState.superseded, byState.folded], [999, 3, 1])
  assert.equal(listed.length, 2)
})

test('the overview says what to do about parked stages', () => {
  const text = describeOverview(summarize(state, new Map(), now))
  assert.match(text, /parked +etl\/2024 .*failed 3 times/)
  assert.match(text, /now: npm run nightly/)
})

test('the overview names live keys whose object is gone, and what to do', () => {
  const text = describeOverview(summarize(state, new Map(), now))
  assert.match(text, /their rows still count.*npm run retract -- KEY.*\n +incoming\/old\.csv\n/)
})

const subjects: [string, string, string | undefined, string[]][] = [
  ['an id', 'b-2', 'b-2', ['b-2-r1', 'b-2']],
  ['a key', 'incoming/a.csv', 'a-1', []],
  ['the name of a file', 'a.csv', 'a-1', []],
  ['the beginning of an id', 'a', 'a-1', []],
  ['a run of an upload', 'b-2-r1', 'b-2', ['b-2-r1', 'b-2']],
  ['a run for no upload', 'nightly-1', undefined, ['nightly-1']],
]
for (const [what, name, id, names] of subjects)
  test(`${what} finds its upload and runs`, () => {
    const subject = findSubject(state, name)
    assert.equal(subject.upload?.id, id)
    assert.deepEqual(subject.runs, names)
  })

test('a name that is nothing points to the list', () => {
  assert.throws(
    () => findSubject(state, 'zebra'),
    (error: CommandError) => /zebra/.test(error.message) && /npm run status/.test(error.advice),
  )
})

test('rows kept apart are told, and where to read them', () => {
  const quarantines = [
    { key: 'incoming/a.csv', upload: 'a-1', rows: 30 },
    { key: 'incoming/c.csv', upload: 'c-1', rows: 7 },
  ]
  const overview = summarize({ ...state, quarantines }, new Map(), now)
  assert.equal(overview.uploads.quarantined, 37)
  assert.match(
    describeOverview(overview),
    /37 rows are quarantined: npm run query -- "SELECT \* FROM quarantined_txn"/,
  )
  assert.match(
    describeOverview(overview),
    / 30 of \S+ {2}\(incoming\/a\.csv\)\n +7 of \S+ {2}\(incoming\/c\.csv\)/,
  )
  assert.doesNotMatch(describeOverview(summarize(state, new Map(), now)), /quarantined/)
})
