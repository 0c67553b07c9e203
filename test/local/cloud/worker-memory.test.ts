import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warnOfRoom } from '../../../local/cloud/worker-memory.ts'

const megabyte = 1024 * 1024
const rooms = new Map([['aggregate', { memory: 2048 * megabyte, disk: 512 * megabyte }]])
const peak = (memory: number, disk: number) => ({ memory: memory * megabyte, disk: disk * megabyte })

test('what AWS gives is no excess, nor is a function that is not deployed', () => {
  assert.deepEqual(warnOfRoom({ aggregate: peak(2048, 512), gone: peak(9999, 9999) }, rooms), [])
})

test('more memory and more files than AWS gives are warned of, with the numbers', () => {
  const [memory, disk, ...more] = warnOfRoom({ aggregate: peak(2100, 700) }, rooms)
  assert.match(memory!, /^aggregate used .*B of memory; on AWS it has .*B and fails$/)
  assert.match(disk!, /^aggregate used .*B of temporary files; on AWS it has .*B and fails$/)
  assert.deepEqual(more, [])
})
