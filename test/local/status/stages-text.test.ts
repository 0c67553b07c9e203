import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunSummary, StageSummary } from '../../../functions/run/run-summary.ts'
import type { RunProgress } from '../../../local/pipeline/run-progress.ts'
import type { Explanation } from '../../../local/status/explain.ts'
import { describeStages } from '../../../local/status/stages-text.ts'

const estimate = { seconds: 1, dollars: 0.0001 }
const tried = (stage: string, round: number, published: boolean): StageSummary => {
  return { stage, generation: round, engine: 'lambda', rows: 10, round, published }
}
const summary: RunSummary = {
  execution: 'a-1',
  trigger: 'upload',
  outcome: 'incomplete',
  startedAt: '2024-04-01T00:00:00Z',
  finishedAt: '2024-04-01T00:00:10Z',
  seconds: 10,
  stages: [
    tried('etl/2024-03', 1, false),
    tried('etl/2024-05', 1, true),
    tried('etl/2024-03', 2, false),
    tried('etl/2024-03', 3, false),
  ],
  due: [],
  deferred: [],
  parked: ['etl/2024-03'],
  failed: [{ stage: 'etl/2024-03', reason: 'no space left' }],
}
const nothing: Explanation = {
  runs: [],
  chunks: [],
  checks: [],
  estimates: Object.fromEntries(
    ['etl/2024-03', 'etl/2024-05'].map((stage) => [
      stage,
      { lambda: estimate, emr: { ...estimate, coreNodes: 2 } },
    ]),
  ),
}

test('a stage that was tried in several rounds is one line, and why it failed is told', () => {
  assert.deepEqual(describeStages({ ...nothing, summary }), [
    'Stages: incomplete (what either engine was estimated to take)',
    '  etl/2024-03      lambda  rounds 1, 2, 3, 10 rows, not published  (Lambda 1.0 s $0.0001, EMR with 2 nodes 1.0 s $0.0001)',
    '  etl/2024-05      lambda  round 1, 10 rows, published  (Lambda 1.0 s $0.0001, EMR with 2 nodes 1.0 s $0.0001)',
    '  failed: etl/2024-03: no space left',
    '  parked: etl/2024-03',
  ])
})

const open = [{ stage: 'etl/2024-03', state: 'parked' as const, reason: 'no memory' }]
const judgement = { state: 'folded' as const, because: '', open }
const run = { failed: [{ stage: 'etl/2024-05', reason: 'gone' }] } as RunProgress as Explanation['run']
const cases: [string, Partial<Explanation>, string[]][] = [
  ['nothing, before the first round ended', {}, []],
  ['what failed so far, while the run goes on', { run }, ['Stages', '  failed: etl/2024-05: gone']],
  ['stages that another run left open', { judgement }, ['Stages', '  failed: etl/2024-03: no memory']],
]
for (const [what, known, expected] of cases)
  test(`without a summary: ${what}`, () =>
    assert.deepEqual(describeStages({ ...nothing, ...known }), expected))

test('a stage that is open now is told with its newest reason', () => {
  const lines = describeStages({ ...nothing, summary, judgement })
  assert.deepEqual(
    lines.filter((line) => line.startsWith('  failed')),
    ['  failed: etl/2024-03: no memory'],
  )
})
