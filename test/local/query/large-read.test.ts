import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { askLargeRead } from '../../../local/query/large-read.ts'

function terminal(answer: string) {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  input.write(`${answer}\n`)
  return { input, output: new PassThrough() }
}
const objects = [{ bytes: 700_000_000 }, { bytes: 700_000_000 }]

test('up to 1 GB is read without a word', async () => {
  const { input, output } = terminal('n')
  await askLargeRead(objects.slice(1), undefined, { input, output })
  assert.equal(output.read(), null)
})

test('before more is read, objects and bytes are told, and Athena is offered', async () => {
  const { input, output } = terminal('y')
  await askLargeRead(objects, undefined, { input, output })
  assert.match(String(output.read()), /read 2 objects, 1\.4 GB, from card-pipeline-output-local \(--athena/)
})

test('without consent nothing is read', async () => {
  await assert.rejects(askLargeRead(objects, undefined, terminal('n')), /not done: read 2 objects/)
  await askLargeRead(objects, true)
})
