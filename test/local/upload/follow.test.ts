import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StageState } from '../../../functions/catalog/stage-state.ts'
import type { UploadState } from '../../../local/pipeline/upload-state.ts'
import { endingOf, reasonOf } from '../../../local/upload/follow.ts'

const cases: [UploadState, StageState[], boolean, string | null][] = [
  ['published', [], true, 'published'],
  ['superseded', [], true, 'superseded'],
  ['failed', [], false, 'failed'],
  ['folded', ['deferred', 'deferred'], true, 'deferred'],
  ['folded', ['deferred', 'parked'], true, 'parked'],
  ['folded', ['claimed'], true, null],
  ['folded', ['claimed'], false, null],
  ['folded', ['due', 'deferred'], true, null],
  ['folded', ['due'], false, 'failed'],
  ['pending', [], true, null],
  ['pending', [], false, 'failed'],
]
for (const [state, stages, hopeful, ending] of cases)
  test(`${state} with ${stages.join(' and ') || 'nothing open'}${hopeful ? '' : ', no run left'}: ${ending ?? 'wait'}`, () => {
    const open = stages.map((state, index) => ({ stage: `etl/20${index + 10}`, state }))
    assert.equal(endingOf({ state, because: '', open }, hopeful), ending)
  })

const open = [
  { stage: 'etl/2024-03', state: 'parked' as const, reason: 'no space left' },
  { stage: 'etl/2024', state: 'due' as const },
]
const folded = { state: 'folded' as const, because: '2 stages not published: parked, due', open }
const failed = { state: 'failed' as const, because: 'its run ended as failed', open: [] }
const cause = "See the state before Recover in this execution's history"
const reasons: [string, Parameters<typeof reasonOf>, string][] = [
  [
    'why stages failed',
    [folded, { status: 'SUCCEEDED' }],
    '2 stages not published: parked, due; etl/2024-03: no space left',
  ],
  ['only what stands', [{ ...folded, open: [] }, { status: 'SUCCEEDED' }], folded.because],
  ['the fault of its run', [failed, { status: 'FAILED', cause }, 'no memory'], 'no memory'],
  ['the cause of its run', [failed, { status: 'FAILED', cause: 'stopped' }], 'stopped'],
  ['how its run ended', [failed, { status: 'ABORTED' }], 'its run ended as failed'],
]
for (const [what, given, expected] of reasons)
  test(`an ending tells ${what}`, () => assert.equal(reasonOf(...given), expected))
