import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { gunzipStream } from '../../../functions/conversion/gunzip-stream.ts'

async function* cut(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function gunzip(stored: Uint8Array, size = 65_536) {
  const stream = gunzipStream(cut(stored, size))
  const pieces: Uint8Array[] = []
  for await (const bytes of stream.bytes) pieces.push(bytes)
  return { text: Buffer.concat(pieces).toString('latin1'), damage: stream.damage }
}

const someText = fc.string({ unit: fc.constantFrom('a', '\n', '\0', 'é', '0'), maxLength: 400 })
const someMember = fc.record({ text: someText, level: fc.constantFrom(0, 1, 9), zeros: fc.nat(40) })
const packed = ({ text, level, zeros }: { text: string; level: number; zeros: number }) =>
  Buffer.concat([gzipSync(Buffer.from(text, 'latin1'), { level }), Buffer.alloc(zeros)])

test('every member is read to its end, whatever the padding and wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(someMember, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 90 }),
      async (members, size) => {
        const found = await gunzip(Buffer.concat(members.map(packed)), size)
        assert.deepEqual(found, { text: members.map(({ text }) => text).join(''), damage: null })
      },
    ),
    { numRuns: 300 },
  )
})

test('anything but zeros between or after members is damage, with its place', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(someMember, { minLength: 1, maxLength: 3 }),
      fc.uint8Array({ minLength: 1, maxLength: 30 }).filter(([first]) => first !== 0),
      fc.boolean(),
      fc.integer({ min: 1, max: 90 }),
      async (members, junk, more, size) => {
        const good = Buffer.concat(members.map(packed))
        const stored = Buffer.concat([good, junk, ...(more ? [gzipSync('more')] : [])])
        const { text, damage } = await gunzip(stored, size)
        assert.equal(text.startsWith(members.map((member) => member.text).join('')), true)
        assert.equal(damage?.offset, good.length)
      },
    ),
    { numRuns: 300 },
  )
})

test('a member that is cut off or whose checksum is wrong is damage', async () => {
  const member = gzipSync('one line\n'.repeat(100))
  for (let end = 1; end < member.length; end++)
    assert.ok((await gunzip(member.subarray(0, end))).damage, `cut at ${end}`)
  const wrong = Buffer.from(member)
  wrong[member.length - 6]! ^= 1
  assert.deepEqual((await gunzip(wrong)).damage, {
    flaw: 'damaged gzip data',
    offset: member.length - 8,
  })
})

test('a header with a name, a comment, extra fields and a checksum is passed over', async () => {
  const plain = gzipSync('text')
  const header = Buffer.from([...plain.subarray(0, 3), 0x1e, ...plain.subarray(4, 10)])
  const fields = Buffer.concat([
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('name.csv\0comment\0'),
    Buffer.from([9, 9]),
  ])
  for (const size of [1, 7, 1000])
    assert.deepEqual(await gunzip(Buffer.concat([header, fields, plain.subarray(10)]), size), {
      text: 'text',
      damage: null,
    })
})

test('a fault of the source is thrown', async () => {
  const failing = async function* () {
    yield gzipSync('text').subarray(0, 12)
    throw new Error('connection reset')
  }
  await assert.rejects(async () => {
    for await (const _ of gunzipStream(failing()).bytes);
  }, /connection reset/)
})
