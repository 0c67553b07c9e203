import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { transcodeCp949 } from '../../../functions/conversion/cp949.ts'
import { policy } from '../../../hive/policy.ts'

function transcode(bytes: Uint8Array): string | null {
  const out = Buffer.alloc(bytes.length * 2)
  const end = transcodeCp949(bytes, 0, bytes.length, out, 0)
  return end < 0 ? null : out.toString('utf8', 0, end)
}

test('every Hangul syllable comes back, those that EUC-KR has not as well', () => {
  const syllables = String.fromCharCode(
    ...Array.from({ length: 0xd7a4 - 0xac00 }, (_, index) => 0xac00 + index),
  )
  assert.equal(transcode(iconv.encode(syllables, 'cp949')), syllables)
})

test('ASCII, symbols and Hanja stand between Hangul', () => {
  const text = '똠방각하, 햏 "뷁" €uro ① 漢字 A1'
  const known = text.replace('€', '℃')
  assert.equal(transcode(iconv.encode(known, 'cp949')), known)
})

const undecodable: [name: string, bytes: number[]][] = [
  ['a lead byte at the end', [0x41, 0xb0]],
  ['a lead byte before a comma', [0xb0, 0x2c]],
  ['0x80', [0x80]],
  ['0xff', [0xff, 0xa1]],
  ['a pair that stands for nothing', [0xc9, 0xa1]],
  ['UTF-8 of a syllable', [0xea, 0xb0, 0x80]],
]
for (const [name, bytes] of undecodable)
  test(`not CP949: ${name}`, () => assert.equal(transcode(Uint8Array.from(bytes)), null))

test('no category and no region in CP949 is valid UTF-8, so no record with one is taken for it', () => {
  for (const value of [...policy.domains.category, ...policy.domains.region])
    assert.equal(isUtf8(iconv.encode(`T1,${value},100`, 'cp949')), false, value)
})
