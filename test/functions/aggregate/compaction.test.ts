import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import type { PlannedContribution } from '../../../functions/catalog/catalog.ts'
import type { ComputedStage } from '../../../functions/catalog/stage-result.ts'
import { bytesOf } from '../../hive/parquet-columns.ts'
import { sampleTransactions } from '../../jobs/transactions.ts'
import { AggregateWorld } from './aggregate-world.ts'

const stage = 'etl/2024-03'
const world = new AggregateWorld()
let many: PlannedContribution[]
let compacted: ComputedStage

/** Ten rows of March that an upload brings. */
const rowsOf = (upload: string, seed: number) =>
  sampleTransactions(10, seed).map((row, index) => ({
    ...row,
    transaction_id: `${seed}-${index}`,
    transaction_date: `2024-03-10 10:00:${String(index).padStart(2, '0')}`,
    upload_id: upload,
  }))
const stageUpload = (upload: string, seed: number) => world.stage(upload, '2024-03', rowsOf(upload, seed))
const uploadsIn = async ({ partitions }: ComputedStage) => {
  const transactions = partitions.find(({ table }) => table === 'partitioned_txn')!
  const rows = await parquetReadObjects({ file: bytesOf(world.bodyOf(transactions)) })
  return [...new Set(rows.map(({ upload_id }) => upload_id as string))].sort()
}

before(async () => {
  many = []
  for (let number = 1; number <= 33; number++) many.push(await stageUpload(`up-${number}`, number))
  compacted = await world.aggregate({ stage, generation: 1, contributions: many })
  // whatever reads their own files or manifests from here on fails
  for (const { upload } of many) await world.store.delete(world.store.keys(`_staging/${upload}/`))
})

test('many small uploads of a month are put together, a few are not', async () => {
  assert.match(compacted.compaction ?? '', /^_staging\/compacted\/run\/etl\/2024-03\/1\.json$/)
  assert.equal(compacted.rows, 330)
  const few = await world.aggregate({ stage, generation: 2, contributions: [await stageUpload('few', 99)] })
  assert.equal(few.compaction, undefined)
})

test('a later computation reads the compaction and only what came since', async () => {
  const { compaction } = compacted
  const contributions = [...many, await stageUpload('newer', 50)]
  const computed = await world.aggregate({ stage, generation: 3, contributions, compaction })
  assert.equal(computed.rows, 340)
  assert.equal((await uploadsIn(computed)).length, 34)
  assert.equal(computed.compaction, undefined)
})

test('rows of an upload that was superseded since are left out', async () => {
  const { compaction } = compacted
  const computed = await world.aggregate({ stage, generation: 4, contributions: many.slice(2), compaction })
  assert.equal(computed.rows, 310)
  assert.ok(!(await uploadsIn(computed)).includes('up-1'))
})

test('a compaction that is gone is done without', async () => {
  const contributions = [await stageUpload('alone', 60)]
  const compaction = '_staging/compacted/gone/etl/2024-03/1.json'
  const computed = await world.aggregate({ stage, generation: 5, contributions, compaction })
  assert.equal(computed.rows, 10)
})
