import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StageState } from '../../../functions/catalog/stage-state.ts'
import { endingOf } from '../../../local/upload/follow.ts'
import type { UploadState } from '../../../local/upload-state.ts'

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
