import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, mock, test } from 'node:test'
import type { GetObjectCommand } from '@aws-sdk/client-s3'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { newStage } from '../../../functions/catalog/stage-state.ts'
import { commitRound } from '../../../functions/iceberg/commit-round.ts'
import type { Round } from '../../../functions/iceberg/rounds.ts'
import { catalogKey, dataFileKey, roundKey } from '../../../functions/storage/layout.ts'
import { s3 } from '../../../functions/storage/object-store.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { findTable } from '../../../hive/contract.ts'
import { fetchPublished } from '../../../local/query/cache.ts'
import { MemoryGlue } from '../../functions/iceberg/memory-glue.ts'
import { MemoryStore } from '../../functions/storage/memory-store.ts'

const table = findTable('daily_summary')
const store = new MemoryStore()
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'published-'))
  mock.method(s3, 'send', async ({ input }: GetObjectCommand) => {
    const body = (await store.get(input.Key!))!.body
    const transformToByteArray = async () => body
    return {
      Body: Object.assign(Readable.from([body]), { transformToByteArray }),
      ContentLength: body.length,
    }
  })
})
after(() => rm(folder, { recursive: true, force: true }))

test('days of one month and one generation are files of their own', async () => {
  const days = ['07', '08', '09'].map((day) => ({ id: `etl/2024-03-${day}`, bytes: `day ${day}` }))
  const catalog: Catalog = { grain: 'day', keys: {}, stages: {}, rounds: 1 }
  for (const { id, bytes } of days) {
    const files = {
      daily_summary: [['txn_year=2024/txn_month=3', 1, bytes.length] as [string, number, number]],
    }
    catalog.stages[id] = { ...newStage(), want: 2, done: 2, files }
    await store.put(dataFileKey('daily_summary', id, 2, 0), bytes)
  }
  await writeJson(store, catalogKey, catalog)
  await commitRound({ store, glue: new MemoryGlue(), now: () => new Date() }, [table])
  const round = store.json<Round>(roundKey(1))!
  const fetched = await fetchPublished('tables', folder, round, { wanted: [table] })
  const contents = await Promise.all(fetched.map(({ local }) => readFile(local, 'utf8')))
  assert.deepEqual(contents.sort(), ['day 07', 'day 08', 'day 09'])
})
