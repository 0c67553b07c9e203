import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { retry } from '../../../functions/runtime/retry.ts'

const busy = new Error('busy')
const broken = new Error('broken')

/** Retries work that fails so often; what came of it, and the pauses. */
async function attempt(failures: readonly Error[], giveUp?: (cause: unknown) => Error) {
  const left = [...failures]
  const pauses: number[] = []
  const mayPass = (error: unknown) => error === busy
  const pause = async (millis: number) => pauses.push(millis)
  const result = retry(
    async () => {
      const failure = left.shift()
      if (failure) throw failure
      return 'done'
    },
    { attempts: 4, firstPause: 100, longestPause: 300, mayPass, giveUp, pause },
  )
  const ending = await result.catch((error: Error) => error)
  return { ending, pauses, calls: failures.length - left.length + (ending === 'done' ? 1 : 0) }
}

test('what succeeds is done once and waits for nothing', async () => {
  assert.deepEqual(await attempt([]), { ending: 'done', pauses: [], calls: 1 })
})

test('pauses double up to the longest one, each a random part of it', async () => {
  mock.method(Math, 'random', () => 0.5)
  try {
    const { ending, pauses } = await attempt([busy, busy, busy])
    assert.equal(ending, 'done')
    assert.deepEqual(pauses, [50, 100, 150])
  } finally {
    mock.restoreAll()
  }
})

test('a failure that cannot pass is thrown at once', async () => {
  const { ending, pauses, calls } = await attempt([busy, broken, busy])
  assert.equal(ending, broken)
  assert.equal(calls, 2)
  assert.equal(pauses.length, 1)
})

test('the last failure is thrown, or what giving up makes of it', async () => {
  const failures = [busy, busy, busy, busy, busy]
  const { ending, pauses, calls } = await attempt(failures)
  assert.equal(ending, busy)
  assert.deepEqual([calls, pauses.length], [4, 3])
  const given = await attempt(failures, (cause) => new Error('given up', { cause }))
  assert.equal((given.ending as Error).message, 'given up')
  assert.equal((given.ending as Error).cause, busy)
})
