import '../../faults/environment.ts'
import './loud-logs.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cloud, inputBucket, outputBucket } from '../../faults/cloud.ts'
import { file, lines } from '../conversion/csv-text.ts'
import { gatherTraces } from './traces.ts'

const spellings = [
  '4111111111111111.csv',
  '4111-1111-1111-1111.csv.gz',
  '카드 4111 1111 1111 1111 내역.csv',
  '3782.822463.10005.csv',
  '4111_1111_1111_1111/day.csv',
  '4111/1111/1111/1111/day.csv',
  'day-5555+5555+5555+4444.csv',
  '４１１１１１１１１１１１１１１１.csv',
  '36227206271667/',
  '41111111 11111111.csv',
]
const hidden =
  /4111(\P{L}{0,2})1111\1?1111|822463|55555555|5555[^*]5555|４１１１|622720627|11111111 1111|3622720/u

const bytes = file(lines(3))

for (const way of ['an event', 'the night'])
  test(`a card number in a key is refused and nowhere in clear, found by ${way}`, async () => {
    const cloud = new Cloud()
    cloud.install()
    const dropped = spellings.map((name) => {
      const key = `incoming/${name}`
      return { key, versionId: cloud.s3.put(inputBucket, key, bytes).versionId }
    })
    const text = await gatherTraces(cloud, async () => {
      if (way === 'an event') for (const { key, versionId } of dropped) await cloud.announce(key, versionId)
      cloud.start('night', { trigger: 'schedule' })
      await cloud.settle()
    })
    assert.doesNotMatch(text, hidden)
    assert.equal(cloud.s3.keys(outputBucket, '_rejected/').length, spellings.length)
    assert.equal(
      cloud.messages.filter((message) => message.includes('upload the file under a name')).length,
      spellings.length,
    )
    assert.deepEqual(cloud.s3.keys(outputBucket, 'partitioned_txn/'), [])
  })

test('an object that is gone is not named in clear either', async () => {
  const cloud = new Cloud()
  cloud.install()
  const text = await gatherTraces(cloud, () => cloud.announce('incoming/4111111111111111.csv', 'v1'))
  assert.match(text, /object is gone/)
  assert.doesNotMatch(text, hidden)
})

for (const name of spellings)
  test(`a card number that a person asks for is not named in clear: ${name}`, async () => {
    const cloud = new Cloud()
    cloud.install()
    const inputs = {
      retraction: { trigger: 'retract', key: name },
      replay: { trigger: 'replay', upload: name },
    }
    const traces = await gatherTraces(cloud, async () => {
      for (const [run, input] of Object.entries(inputs)) cloud.start(run, input)
      await cloud.settle()
    })
    // what the person wrote stands in the run's input, and nowhere else
    const text = Object.values(inputs).reduce(
      (rest, input) => rest.replace(JSON.stringify(input), ''),
      traces,
    )
    assert.match(text, /is in the tables/)
    assert.match(text, /no upload or key named/)
    assert.doesNotMatch(text, hidden)
  })
