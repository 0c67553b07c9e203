import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeFailure, summarizeFailure } from '../../../functions/run/run-failure.ts'
import type { Upload } from '../../../functions/upload/upload.ts'

const fault = (errorMessage: string) => ({
  Error: 'Runtime.HandlerError',
  Cause: JSON.stringify({ errorType: 'IOException', errorMessage, trace: ['at x'] }),
})

const startedAt = '2024-03-01T00:00:00.000Z'

test('the message names the upload, the reason and the command that helps', () => {
  const upload = { id: 'march-0123456789abcdef', key: 'incoming/march.csv' } as Upload
  const { text, subject } = describeFailure(
    { execution: upload.id, startedAt, trigger: 'upload', upload, error: fault('no space left') },
    ['etl/2024-03'],
  )
  assert.match(subject, /failed march-0123456789abcdef/)
  assert.match(text, /incoming\/march\.csv.*no space left/)
  assert.match(text, /npm run replay -- march-0123456789abcdef/)
  assert.match(text, /etl\/2024-03/)
})

test('a failed nightly run says how to run it again', () => {
  const { text } = describeFailure({ execution: 'n1', startedAt, trigger: 'schedule', error: fault('x') }, [])
  assert.match(text, /run n1 \(schedule\) failed: IOException: x\n/)
  assert.match(text, /npm run nightly/)
})

test('a failed run is summed up with its reason and duration', () => {
  const run = { execution: 'n1', startedAt, trigger: 'schedule', error: fault('x') }
  const summary = summarizeFailure(run, new Date('2024-03-01T00:01:00Z'))
  assert.deepEqual(
    [summary.outcome, summary.reason, summary.seconds, summary.upload],
    ['failed', 'IOException: x', 60, undefined],
  )
})
