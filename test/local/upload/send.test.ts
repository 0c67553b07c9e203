import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunProgress } from '../../../local/pipeline/run-progress.ts'
import type { Ending } from '../../../local/upload/follow.ts'
import { secondsToTables } from '../../../local/upload/send.ts'

const at = (second: number) => new Date(Date.UTC(2024, 2, 1, 0, 0, second))
const sent = { id: 'a-1', key: 'incoming/a.csv', order: '1', bytes: 10, sentAt: at(2) }
const through = (...states: [string, number][]): RunProgress['states'] =>
  states.map(([name, second]) => ({ name, enteredAt: at(second) }))
const cases: [string, RunProgress['states'], Date | undefined, number | null][] = [
  ['its own run published it', through(['Publish', 4], ['Report', 5], ['Done', 6]), undefined, 3],
  ['another run published it later', through(['PlanStages', 4], ['Report', 5]), at(12), 10],
  ['no run published anything', through(['RejectUpload', 4]), undefined, null],
]
for (const [what, states, seenAt, expected] of cases)
  test(`seconds to the tables when ${what}: ${expected}`, () => {
    const run = { states } as RunProgress
    const ending: Ending = { state: 'published', because: '', run, ...(seenAt && { seenAt }) }
    assert.equal(secondsToTables(sent, ending), expected)
  })
