import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUpload } from '../../../functions/storage/is-upload.ts'

const ignored = [
  'incoming/day.csv.filepart',
  'incoming/DAY.CSV.PART',
  'incoming/2024/day.csv.crdownload',
  'incoming/day.csv._COPYING_',
  'incoming/out/_temporary/0/part-00000.csv',
  'incoming/day.csv.inprogress',
  'incoming/.in.day.csv.',
  'incoming/.day.csv.Xa3f2Q',
  'incoming/.day.csv.swp',
  'incoming/.rsync-tmp/day.csv',
  'incoming/~$day.csv',
  'incoming/day.csv~',
  'incoming/.~lock.day.csv#',
  'incoming/day.csv.sha256',
  'incoming/day.fin',
  'incoming/2024/.keep',
  'incoming/.DS_Store',
  'incoming/2024/._day.csv',
  'incoming/__MACOSX/day.csv',
  'incoming/Thumbs.db',
  'incoming/out/_SUCCESS',
  'incoming/out/.part-00000.csv.crc',
  'incoming/2024_$folder$',
]
for (const key of ignored) test(`ignored: ${key}`, () => assert.equal(isUpload(key, 100), false))

const processed = [
  'incoming/day.csv',
  'incoming/part-00000.csv',
  'incoming/_temporary.csv',
  'incoming/2024/tmp',
  'incoming/day.csv.part2',
  'incoming/SUCCESS.csv',
  'incoming/2024/',
  'incoming/',
  'incoming/DS_Store.csv',
  'incoming/./day.csv',
  'incoming/../day.csv',
  'incoming/.day.csv',
  'incoming/fin.csv',
]
for (const key of processed) test(`processed: ${key}`, () => assert.equal(isUpload(key, 100), true))

test('a folder marker has 0 bytes; an empty file is processed, to be refused', () => {
  assert.equal(isUpload('incoming/2024/', 0), false)
  assert.equal(isUpload('incoming/day.csv', 0), true)
})

test('objects outside incoming/ are none', () => assert.equal(isUpload('other/day.csv', 100), false))
