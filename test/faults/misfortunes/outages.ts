import assert from 'node:assert/strict'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { catalogKey, pagesPrefix } from '../../../functions/storage/layout.ts'
import { drawer } from '../../functions/catalog/world/random.ts'
import { readStates } from '../accounting.ts'
import { outputBucket } from '../cloud.ts'
import { S3Fault } from '../memory-s3.ts'
import { clock, sweepUntilQuiet } from '../scenario.ts'
import { csvOf, heavyStory } from '../stories.ts'
import type { Misfortune } from './misfortune.ts'

const march = csvOf('2024-03', 11, 30, 5000)
const april = csvOf('2024-04', 1, 9, 7000)
const large = csvOf('2024-05', 1, 9000, 3000)
const both = `${march}${april.slice(april.indexOf('\n') + 1)}`
const key = 'incoming/file.csv'

const isTable = (name = '') => /^(partitioned_txn|daily_summary|quarterly)\//.test(name)

/** Services, functions and runs that fail. */
export const outages: Misfortune[] = [
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
    told: /failed: .*out of memory[\s\S]*npm run replay -- --stage test file-/,
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
    fault: 'the catalog is deleted, then a file arrives: it is made anew',
    async play(cloud) {
      for (let version = 1; version <= 4; version++) {
        await cloud.upload('incoming/other.csv', both)
        clock.pass(1)
      }
      cloud.s3.objects.delete(`${outputBucket}/${catalogKey}`)
      await cloud.upload(key, csvOf('2024-04', 5, 12, 8000))
      return [both, csvOf('2024-04', 5, 12, 8000)]
    },
    states: { 'incoming/other.csv v4': 'published', [`${key} v1`]: 'published' },
    told: /catalog.json was gone/,
  },
  {
    fault: 'the catalog is deleted between two tables of a run',
    async play(cloud) {
      let puts = 0
      cloud.trouble = (command, { Key }) => {
        if (command !== 'PutObjectCommand' || !isTable(Key) || ++puts !== 2) return
        cloud.s3.objects.delete(`${outputBucket}/${catalogKey}`)
      }
      await cloud.upload(key, both)
      cloud.trouble = null
      return [both]
    },
    states: { [`${key} v1`]: 'published' },
  },
  {
    fault: 'a swap sleeps for days while a night removes the pages it wrote',
    async play(cloud) {
      const pages = () => cloud.s3.keys(outputBucket, pagesPrefix)
      let slept = false
      cloud.trouble = async (command, { Key }) => {
        if (command !== 'PutObjectCommand' || Key !== catalogKey || slept) return
        slept = true
        const before = pages()
        clock.pass(2 * 24 * 60)
        await cloud.invoke('night', 'sweep', { mode: 'nightly', execution: 'night' })
        assert.ok(pages().length < before.length, 'pages were removed')
      }
      await cloud.upload(key, march)
      assert.ok(slept)
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
    fault: 'EMR takes no order: a heavy upload is judged and admitted, its stages wait for the night',
    settings: heavyStory.settings,
    async play(cloud) {
      cloud.trouble = (command) => {
        if (command === 'RunJobFlowCommand') throw new S3Fault('ValidationException', 400)
      }
      await cloud.upload(key, both)
      cloud.start('night', { trigger: 'schedule' })
      await cloud.settle()
      const { stages } = JSON.parse(cloud.s3.body(outputBucket, catalogKey)!.toString()) as Catalog
      const { due, failures, failure } = stages['etl/2024-03']!
      assert.deepEqual([due, failures], [null, 0])
      assert.match(failure!, /ValidationException/)
      assert.ok(stages['etl/2024-04']!.done > 0, 'its light month is published meanwhile')
      assert.equal(readStates(cloud.s3)[`${key} v1`], 'folded')
      cloud.trouble = null
      return [both]
    },
    states: { [`${key} v1`]: 'published' },
    told: /deferred[\s\S]*Waiting for the nightly run: etl\/2024-03[\s\S]*ValidationException/,
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
    fault: '34b the answer to the copy of a large month is lost, and what stood there is copied over',
    async play(cloud) {
      let lost = 0
      await cloud.upload(key, csvOf('2024-05', 1, 20, 1000))
      cloud.trouble = (command, { Key, IfMatch }, when) => {
        if (command !== 'CopyObjectCommand' || !isTable(Key) || !IfMatch || when !== 'after' || lost > 0)
          return
        lost++
        throw new S3Fault('InternalError', 500)
      }
      await cloud.upload(key, large)
      assert.equal(lost, 1)
      return [large]
    },
    states: { [`${key} v1`]: 'superseded', [`${key} v2`]: 'published' },
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
