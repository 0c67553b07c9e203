import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspectHead } from '../../../functions/reception/inspect-head.ts'
import { randomStream } from '../../../local/generate/rows/random.ts'
import { convertMutated } from './mutated-file.ts'

/** Seeds of mutated files, a few of those that `npm run test:fuzz` takes; one that ever broke something stays. */
const seeds = Array.from({ length: 30 }, (_, index) => index + 1)

for (const seed of seeds)
  test(`a mutated file is refused or counted exactly, seed ${seed}`, async () =>
    void (await convertMutated(seed, 300)))

test('random bytes are refused, or counted as malformed', async () => {
  const random = randomStream(99, 'bytes')
  for (let run = 0; run < 200; run++) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 500) }, () => random() * 256))
    const verdict = inspectHead(bytes, bytes.length)
    assert.ok('problem' in verdict && verdict.problem.reason.length > 0)
  }
})
