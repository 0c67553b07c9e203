import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Contribution } from '../../../functions/catalog/catalog.ts'
import { newStage, type StageState } from '../../../functions/catalog/stage-state.ts'
import { deriveState, type Evidence } from '../../../local/pipeline/upload-state.ts'

const upload = { id: 'march-1', key: 'incoming/march.csv', order: '2024-04-01 2' }
const contribution = (changes: Partial<Contribution>): Contribution => ({
  order: upload.order,
  upload: upload.id,
  manifest: 'manifest',
  months: { '2024-03': 10 },
  heavy: false,
  ...changes,
})

interface Facts {
  current?: Contribution
  pending?: boolean
  rejected?: boolean
  run?: string
  stages?: Record<string, StageState>
}

const evidenceOf = ({ current, pending, rejected, run, stages }: Facts): Evidence => ({
  catalog: { keys: current ? { [upload.key]: current } : {}, stages: {} },
  stages: stages ?? {},
  pending: new Set(pending ? [upload.id] : []),
  rejected: new Set(rejected ? [upload.id] : []),
  runs: new Map(run ? [[upload.id, run]] : []),
})

const newer = { order: '2024-04-02 1', upload: 'march-2' }
const older = { order: '2024-03-01 1', upload: 'march-0' }
const retracted = { order: '2024-04-03', upload: null, manifest: null, months: {} }
const clean: Record<string, StageState> = { 'etl/2024-03': 'clean', 'etl/2024': 'clean' }

const cases: [string, Facts, string, RegExp][] = [
  ['no run yet', {}, 'received', /nightly sweep/],
  ['its run goes on', { run: 'RUNNING' }, 'received', /converts/],
  ['its run goes on over an older one', { run: 'RUNNING', current: contribution(older) }, 'received', /./],
  ['its run failed', { run: 'FAILED' }, 'failed', /failed/],
  ['its run was aborted', { run: 'ABORTED', current: contribution(older) }, 'failed', /aborted/],
  ['admitted', { run: 'SUCCEEDED', pending: true }, 'pending', /admitted/],
  ['its report exists', { run: 'SUCCEEDED', rejected: true }, 'rejected', /report/],
  ['rejected at the head, no run', { rejected: true }, 'rejected', /report/],
  ['rejected, an older one stands', { rejected: true, current: contribution(older) }, 'rejected', /report/],
  ['rejected, a newer one stands', { rejected: true, current: contribution(newer) }, 'rejected', /report/],
  ['in the catalog, all clean', { current: contribution({}), stages: clean }, 'published', /done/],
  [
    'in the catalog, its year waits',
    { current: contribution({}), stages: { ...clean, 'etl/2024': 'deferred' } },
    'folded',
    /1 stage not published: deferred/,
  ],
  [
    'in the catalog, another year waits',
    { current: contribution({}), stages: { ...clean, 'etl/2023': 'due' } },
    'published',
    /done/,
  ],
  ['passed after a rejection', { rejected: true, current: contribution({}) }, 'published', /done/],
  ['replaced', { run: 'SUCCEEDED', current: contribution(newer) }, 'superseded', /by march-2/],
  ['replaced while its run goes on', { run: 'RUNNING', current: contribution(newer) }, 'superseded', /./],
  ['retracted', { current: contribution(retracted) }, 'superseded', /retracted/],
]
for (const [what, facts, state, because] of cases)
  test(`${what}: ${state}`, () => {
    const judgement = deriveState(upload, evidenceOf(facts))
    assert.equal(judgement.state, state)
    assert.match(judgement.because, because)
  })

test('a stage that failed is told with its reason', () => {
  const stages = { 'etl/2024-03': 'parked', 'etl/2024': 'due' } as const
  const evidence = evidenceOf({ current: contribution({}), stages })
  const entry = { ...newStage(), want: 2, failures: 3, failure: 'no space left' }
  const catalog = { ...evidence.catalog, stages: { 'etl/2024-03': entry } }
  assert.deepEqual(deriveState(upload, { ...evidence, catalog }).open, [
    { stage: 'etl/2024-03', state: 'parked', reason: 'no space left' },
    { stage: 'etl/2024', state: 'due' },
  ])
})
