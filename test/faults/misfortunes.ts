import { drawer } from '../functions/catalog/world/random.ts'
import { readStates } from './accounting.ts'
import { type Cloud, inputBucket } from './cloud.ts'
import { S3Fault } from './memory-s3.ts'
import { clock, csvOf, sweepUntilQuiet } from './scenario.ts'

/** A misfortune that is more than one failed call: what happens, and what must have come of it. */
export interface Misfortune {
  fault: string
  /** Lets it happen; returns the files whose rows must stand in the tables, oldest first, `first.csv` left out. */
  play(cloud: Cloud): Promise<string[]>
  /** States that uploads must be in at the end, `key version` → state; those not named are not looked at. */
  states?: Record<string, string>
  /** What a message to people must say. */
  told?: RegExp
}

const march = csvOf('2024-03', 11, 30, 5000)
const april = csvOf('2024-04', 1, 9, 7000)
const both = `${march}${april.slice(april.indexOf('\n') + 1)}`
const key = 'incoming/file.csv'

const isTable = (name = '') => /^(partitioned_txn|daily_summary|quarterly)\//.test(name)

export const misfortunes: Misfortune[] = [
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
  {
    fault: '12b one stage fails every time',
    async play(cloud) {
      cloud.trouble = (command, { Key }) => {
        if (command === 'GetObjectCommand' && /_staging.*txn_month=4\//.test(Key) && cloud.runs.size > 0)
          throw new S3Fault('NoSuchKey', 404)
      }
      await cloud.upload('incoming/good.csv', march)
      await cloud.upload(key, april)
      await sweepUntilQuiet(cloud)
      return [march]
    },
    states: { 'incoming/good.csv v1': 'published' },
    told: /etl\/2024-04|failed/,
  },
  {
    fault: '13 one call in ten fails, before or after it took effect',
    async play(cloud) {
      const draw = drawer(13)
      cloud.trouble = () => {
        if (draw(20) === 0) throw new S3Fault('SlowDown', 503)
      }
      await cloud.upload(key, both)
      clock.pass(1)
      await cloud.upload(key, march)
      await sweepUntilQuiet(cloud)
      cloud.trouble = null
      return [march]
    },
    states: { [`${key} v2`]: 'published' },
  },
  {
    fault: '14 a function runs out of memory; repaired, then the night',
    async play(cloud) {
      cloud.trouble = (_, __, ___, caller) => {
        if (caller?.function === 'convert-chunk') throw new Error('out of memory')
      }
      await cloud.upload(key, march)
      cloud.trouble = null
      return [march]
    },
    states: { [`${key} v1`]: 'published' },
    told: /failed: .*out of memory[\s\S]*npm run replay -- file-/,
  },
  {
    fault: '16 the schedule dies as an upload arrives',
    async play(cloud) {
      const version = cloud.drop(key, march)
      cloud.trouble = (command, _, when, caller) => {
        if (command === 'PutObjectCommand' && when === 'after' && caller?.function === 'sweep')
          cloud.runs.get('night-0')?.stop()
      }
      cloud.start('night-0', { trigger: 'schedule' })
      await cloud.announce(key, version)
      cloud.trouble = null
      return [march]
    },
    states: { [`${key} v1`]: 'published' },
  },
  {
    fault: '33 access to the tables is denied; repaired, then the night',
    async play(cloud) {
      cloud.trouble = (command, { Key }) => {
        if (command === 'PutObjectCommand' && isTable(Key)) throw new S3Fault('AccessDenied', 403)
      }
      await cloud.upload(key, march)
      cloud.trouble = null
      return [march]
    },
    states: { [`${key} v1`]: 'published' },
    told: /failed: .*AccessDenied/,
  },
  {
    fault: '34 no message can be sent',
    async play(cloud) {
      cloud.trouble = (command) => {
        if (command === 'PublishCommand') throw new S3Fault('ServiceUnavailable', 503)
      }
      await cloud.upload(key, march)
      return [march]
    },
    states: { [`${key} v1`]: 'published' },
  },
  {
    fault: '35 everything stops at once, in the middle of two runs',
    async play(cloud) {
      let puts = 0
      cloud.trouble = (command, { Key }) => {
        if (command !== 'PutObjectCommand' || !isTable(Key) || ++puts < 3) return
        for (const run of cloud.runs.values()) if (run.status === 'RUNNING') run.stop()
      }
      await Promise.all([cloud.upload(key, march), cloud.upload('incoming/other.csv', april)])
      cloud.trouble = null
      return [march, april]
    },
    states: { [`${key} v1`]: 'published', 'incoming/other.csv v1': 'published' },
  },
]

/** What is wrong with the states and messages that a misfortune left. */
export function findWrong({ states = {}, told }: Misfortune, cloud: Cloud): string[] {
  const found = readStates(cloud.s3)
  return [
    ...Object.entries(states)
      .filter(([upload, state]) => found[upload] !== state)
      .map(([upload, state]) => `${upload} is ${found[upload]}, not ${state}`),
    ...(told && !cloud.messages.some((message) => told.test(message)) ? [`nobody was told ${told}`] : []),
  ]
}
