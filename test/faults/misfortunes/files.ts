import { inputBucket } from '../cloud.ts'
import { clock } from '../scenario.ts'
import { csvOf } from '../stories.ts'
import type { Misfortune } from './misfortune.ts'

const march = csvOf('2024-03', 11, 30, 5000)
const april = csvOf('2024-04', 1, 9, 7000)
const both = `${march}${april.slice(april.indexOf('\n') + 1)}`
const key = 'incoming/file.csv'

/** Files that come twice, late, wrong, oddly named, or change while they are read. */
export const fileMisfortunes: Misfortune[] = [
  {
    fault: '1 the same event ten times at once',
    async play(cloud) {
      const version = cloud.drop(key, march)
      await Promise.all(Array.from({ length: 10 }, () => cloud.announce(key, version)))
      if (cloud.runs.size !== 1) throw new Error(`${cloud.runs.size} executions`)
      return [march]
    },
  },
  {
    fault: '2 an older version arrives late, with another month',
    async play(cloud) {
      const older = cloud.drop(key, both)
      clock.pass(1)
      await cloud.upload(key, march)
      await cloud.announce(key, older)
      return [march]
    },
    states: { [`${key} v1`]: 'superseded', [`${key} v2`]: 'published' },
  },
  {
    fault: '2b a newer version of a published key is rejected',
    async play(cloud) {
      await cloud.upload(key, march)
      clock.pass(1)
      await cloud.upload(key, 'no,header\n1,2\n')
      return [march]
    },
    states: { [`${key} v1`]: 'published', [`${key} v2`]: 'rejected' },
  },
  {
    fault: '3 the event is never delivered',
    async play(cloud) {
      cloud.drop(key, march)
      return [march]
    },
    states: { [`${key} v1`]: 'published' },
  },
  {
    fault: '4 the same rows under a new key',
    async play(cloud) {
      await cloud.upload(key, march)
      clock.pass(1)
      await cloud.upload('incoming/copy.csv', march)
      return [march]
    },
  },
  {
    fault: '5 a key with new content, that leaves a month',
    async play(cloud) {
      await cloud.upload(key, both)
      clock.pass(1)
      await cloud.upload(key, march)
      return [march]
    },
    states: { [`${key} v1`]: 'superseded', [`${key} v2`]: 'published' },
  },
  {
    fault: '6 the object is deleted while it is read',
    async play(cloud) {
      cloud.trouble = (command, { Key }, when, caller) => {
        if (
          command === 'GetObjectCommand' &&
          Key === key &&
          when === 'before' &&
          caller?.function === 'convert-chunk'
        )
          cloud.s3.objects.delete(`${inputBucket}/${key}`)
      }
      await cloud.upload(key, march)
      return []
    },
    told: /failed: .*changed or deleted while it was read/,
  },
  {
    fault: '7 test events, folder markers, empty objects',
    async play(cloud) {
      await cloud.invoke('event', 'on-upload', { Event: 's3:TestEvent' })
      await cloud.upload('incoming/folder/', '')
      await cloud.upload('incoming/empty.csv', '')
      return []
    },
    states: { 'incoming/empty.csv v1': 'rejected' },
  },
  {
    fault: '8 keys with spaces, plus signs, Korean, 900 bytes',
    async play(cloud) {
      await cloud.upload('incoming/3월 거래 + 정정.csv', march)
      await cloud.upload(`incoming/${'가'.repeat(297)}`, april)
      return [march, april]
    },
    states: { 'incoming/3월 거래 + 정정.csv v1': 'published' },
  },
]
