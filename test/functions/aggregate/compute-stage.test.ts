import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { computeStages } from '../../../functions/aggregate/compute-stages.ts'
import type { PlannedContribution, PlannedStage } from '../../../functions/catalog/catalog.ts'
import type { ComputedStage, FailedRef } from '../../../functions/catalog/stage-result.ts'
import { ReconciliationError } from '../../../functions/runtime/errors.ts'
import { planKey } from '../../../functions/storage/layout.ts'
import { findTable } from '../../../hive/contract.ts'
import { stagePartitions } from '../../../jobs/partitions.ts'
import { sqlHash } from '../../../jobs/sql.ts'
import { bytesOf, codecs, keyValue, parquetColumns } from '../../hive/parquet-columns.ts'
import { sampleTransactions } from '../../jobs/transactions.ts'
import { AggregateWorld } from './aggregate-world.ts'

const temporary = mkdtempSync(join(tmpdir(), 'aggregate-'))
const world = new AggregateWorld()
let contributions: PlannedContribution[]
let march: ComputedStage
let stray: PlannedContribution

const rows = sampleTransactions(300, 7).map((row, index) => ({
  ...row,
  transaction_date: `2024-03-${String((index % 31) + 1).padStart(2, '0')} ${row.transaction_date.slice(11)}`,
}))
const from = (upload: string) => ({ upload_id: upload })
const first = rows.map((row) => ({ ...row, ...from('first') }))
const correction = rows.slice(0, 50).map((row) => ({ ...row, ...from('second'), amount: 1 }))
const amountOf = (some: { amount: number | null }[]) => some.reduce((sum, row) => sum + (row.amount ?? 0), 0)
const truth = { rows: 300, amount: 50 + amountOf(rows.slice(50)) }

before(async () => {
  process.env.TMPDIR = temporary
  contributions = [
    await world.stage('first', '2024-03', first, 3),
    await world.stage('second', '2024-03', correction),
  ]
  stray = await world.stage('stray', '2024-03-07', first)
  march = await world.aggregate({ stage: 'etl/2024-03', generation: 5, contributions })
})
after(() => {
  rmSync(temporary, { recursive: true })
})

const marchOf = (computed: ComputedStage): PlannedStage['units'] => [
  { stage: 'etl/2024-03', generation: computed.generation, rows: computed.rows, amount: computed.amount },
]
const readObjects = (computed: ComputedStage, table: string, partition = '') => {
  const found = computed.partitions.find((one) => one.table === table && one.partition.includes(partition))
  return parquetReadObjects({ file: bytesOf(world.bodyOf(found!)) })
}

test('a month is de-duplicated, counted and summed', async () => {
  assert.deepEqual({ rows: march.rows, amount: march.amount }, truth)
  assert.equal(march.sqlHash, sqlHash('etl/2024-03'))
  const written = await readObjects(march, 'partitioned_txn')
  assert.equal(written.length, 300)
  assert.equal(written.filter((row) => row.upload_id === 'second').length, 50)
  const dates = written.map((row) => row.transaction_date as string)
  assert.deepEqual(dates, dates.toSorted())
})

test('every file has the columns of the contract, Snappy, its rows and its generation', async () => {
  await world.publish(march)
  const months = marchOf(march)
  const etl = await world.aggregate({ stage: 'etl/2024', generation: 6, units: months })
  const quarterly = await world.aggregate({ stage: 'quarterly/2024', generation: 6, units: months })
  for (const computed of [march, etl, quarterly]) {
    assert.deepEqual(
      computed.partitions.map(({ table, partition }) => ({ table, partition })),
      stagePartitions(computed.stage),
    )
    for (const object of computed.partitions) {
      const { table, partition, rows, bytes } = object
      const body = world.bodyOf(object)
      const columns = findTable(table).columns.map(({ name, type }) => `${name} ${type}`)
      assert.deepEqual(parquetColumns(body), columns, partition)
      assert.equal(body.length, bytes)
      assert.equal(keyValue(body, 'generation'), String(computed.generation))
      assert.deepEqual([...codecs(body)], rows > 0 ? ['SNAPPY'] : [])
      assert.equal((await parquetReadObjects({ file: bytesOf(body) })).length, rows)
    }
  }
  assert.deepEqual({ rows: etl.rows, amount: etl.amount }, truth)
  assert.deepEqual({ rows: quarterly.rows, amount: quarterly.amount }, truth)
  assert.equal((await readObjects(quarterly, 'quarterly/category_summary', 'txn_quarter=2')).length, 0)
  assert.notEqual((await readObjects(etl, 'regional_analysis', 'region=미상')).length, 0)
})

test('rows staged before there was a column are NULL in it, beside others in one month', async () => {
  const columns = findTable('partitioned_txn')
    .columns.map(({ name }) => name)
    .filter((name) => name !== 'card_token')
  const before = first.map((row) => ({ ...row, ...from('before') }))
  const old = await world.stage('before', '2024-03', before, 2, columns)
  const tokens = async (...made: PlannedContribution[]) => {
    const month = await world.aggregate({ stage: 'etl/2024-03', generation: 5, contributions: made }, 'grown')
    const written = await readObjects(month, 'partitioned_txn')
    return written.map(({ transaction_id, card_token }) => [transaction_id, card_token])
  }
  const corrected = new Map(correction.map((row) => [row.transaction_id, row.card_token]))
  assert.ok((await tokens(old)).every(([, token]) => token === null))
  for (const [id, token] of await tokens(old, contributions[1]!))
    assert.equal(token, corrected.get(String(id)) ?? null)
  assert.ok([...corrected.values()].some((token) => token !== null))
})

test('equal rows of one generation are equal bytes, of another generation different ones', async () => {
  const again = await world.aggregate({ stage: 'etl/2024-03', generation: 5, contributions }, 'again')
  const newer = await world.aggregate({ stage: 'etl/2024-03', generation: 6, contributions }, 'newer')
  for (const [index, object] of march.partitions.entries()) {
    assert.ok(world.bodyOf(again.partitions[index]!).equals(world.bodyOf(object)))
    assert.ok(!world.bodyOf(newer.partitions[index]!).equals(world.bodyOf(object)))
  }
})

test('a month that nothing contributes to any more is written empty', async () => {
  const empty = await world.aggregate({ stage: 'etl/2023-01', generation: 1, contributions: [] })
  assert.deepEqual(
    empty.partitions.map(({ rows }) => rows),
    [0, 0],
  )
  assert.equal(empty.amount, 0)
  const year = await world.aggregate({ stage: 'etl/2023', generation: 1, units: [] })
  assert.ok(year.partitions.every(({ rows }) => rows === 0))
  assert.equal(year.partitions.length, stagePartitions('etl/2023').length)
})

test('a year of days is the year of the same rows in a month', async () => {
  const [third, fourth] = ['2023-05-03', '2023-05-04'].map((day) =>
    first
      .slice(0, 40)
      .map((row) => ({ ...row, transaction_date: `${day} ${row.transaction_date.slice(11)}` })),
  )
  const year = async (units: NonNullable<PlannedStage['units']>) => {
    const computed = await world.aggregate({ stage: 'etl/2023', generation: 2, units }, `${units.length}`)
    return Promise.all(
      computed.partitions.map((object) => parquetReadObjects({ file: bytesOf(world.bodyOf(object)) })),
    )
  }
  const unit = async (id: string, some: typeof first) => {
    const upload = `of-${id}`
    const made = [
      await world.stage(
        upload,
        id,
        some.map((row) => ({ ...row, ...from(upload) })),
      ),
    ]
    const { stage, generation, ...computed } = await world.aggregate({
      stage: `etl/${id}`,
      generation: 1,
      contributions: made,
    })
    await world.publish({ stage, generation, ...computed })
    return { stage, generation, rows: computed.rows, amount: computed.amount }
  }
  const days = [await unit('2023-05-03', third!), await unit('2023-05-04', fourth!)]
  assert.ok(world.body('partitioned_txn/txn_year=2023/txn_month=5/part-03.parquet'))
  // the same ids on two days are two transactions, in one month they are one
  assert.deepEqual(
    days.map(({ rows }) => rows),
    [40, 40],
  )
  const renamed = fourth!.map((row) => ({ ...row, transaction_id: `${row.transaction_id}-4` }))
  const ofDays = await year(days)
  const ofMonth = await year([await unit('2023-05', [...third!, ...renamed])])
  assert.deepEqual(ofDays, ofMonth)
  assert.equal(ofDays.flat().length > 0, true)
})

const fault = (name: string, planned: () => Omit<PlannedStage, 'engine' | 'rows'>, message: RegExp) =>
  test(`a fault: ${name}`, () => assert.rejects(world.aggregate(planned(), 'faulty'), message))

fault(
  'a month with other rows than planned',
  () => ({
    stage: 'etl/2024-03',
    generation: 7,
    contributions: contributions.map((one) => ({ ...one, rows: one.rows + 1 })),
  }),
  /^ReconciliationError: etl\/2024-03 has 350 rows, the plan counts 352/,
)
fault(
  'a day with a row of another day',
  () => ({ stage: 'etl/2024-03-07', generation: 7, contributions: [stray] }),
  /^ReconciliationError: etl\/2024-03-07 has \d+ rows, the plan counts 300/,
)
fault(
  'a manifest that is gone',
  () => ({
    stage: 'etl/2024-03',
    generation: 7,
    contributions: [{ ...contributions[0]!, manifest: 'no/manifest' }],
  }),
  /^MissingObjectError: s3:\/\/tables\/no\/manifest is missing/,
)
fault(
  'a year whose month has another amount than planned',
  () => ({ stage: 'etl/2024', generation: 7, units: marchOf({ ...march, amount: march.amount + 1 }) }),
  /etl\/2024-03 adds up to \d+ won, the plan counts/,
)
fault(
  'a year whose month is older than planned',
  () => ({ stage: 'etl/2024', generation: 7, units: marchOf({ ...march, generation: 9 }) }),
  /published in generation 5, the plan says 9/,
)
fault(
  'a year whose month should be there',
  () => ({
    stage: 'etl/2024',
    generation: 7,
    units: [{ stage: 'etl/2024-04', generation: 1, rows: 3, amount: 3 }],
  }),
  /etl\/2024-04 has 0 rows, the plan counts 3/,
)

test('a month published anew since the plan is taken as it is', async () => {
  const year = await world.aggregate({
    stage: 'quarterly/2024',
    generation: 8,
    units: marchOf({ ...march, generation: 4, rows: 1 }),
  })
  assert.equal(year.rows, truth.rows)
})

test('a stage that fails leaves the others of its call their results; alone, it is a fault', async () => {
  const plan = planKey('together', 1)
  const months = [
    { stage: 'etl/2024-03', generation: 5, contributions },
    { stage: 'etl/2024-05', generation: 5, contributions },
  ]
  await world.put(plan, { stages: months })
  const refs = months.map(({ stage, generation }) => ({ stage, generation, rows: 0 }))
  const task = { execution: 'together', plan, stages: refs }
  const { results } = await computeStages(world.store, task)
  assert.partialDeepStrictEqual(results, [
    { stage: 'etl/2024-03', ok: true },
    { stage: 'etl/2024-05', ok: false },
  ])
  const { error } = results[1] as FailedRef
  assert.partialDeepStrictEqual(JSON.parse(error), { errorType: 'ReconciliationError' })
  await assert.rejects(computeStages(world.store, { ...task, stages: refs.slice(1) }), ReconciliationError)
})

test('both stages of a year read its months once', async () => {
  await world.publish(march)
  const plan = planKey('both', 1)
  const years = ['etl/2024', 'quarterly/2024'].map((stage) => ({
    stage,
    generation: 6,
    units: marchOf(march),
  }))
  await world.put(plan, { stages: years })
  world.store.calls.get = 0
  const refs = years.map(({ stage, generation }) => ({ stage, generation, rows: 0 }))
  const { results } = await computeStages(world.store, { execution: 'both', plan, stages: refs })
  assert.ok(results.every(({ ok }) => ok))
  assert.equal(world.store.calls.get, 2, 'the plan and March')
})

test('nothing but months for the next year is left in the temporary folder, whatever the ending', () => {
  const left = readdirSync(temporary).filter((name) => !name.startsWith('card-pipeline-kept-'))
  assert.deepEqual(left, [])
})
