import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { TableInput } from '@aws-sdk/client-glue'
import type { Catalog, StageEntry } from '../../../functions/catalog/catalog.ts'
import { newStage } from '../../../functions/catalog/stage-state.ts'
import { commitRound } from '../../../functions/iceberg/commit-round.ts'
import { readSnapshot } from '../../../functions/iceberg/manifest-list.ts'
import { readVersion } from '../../../functions/iceberg/table-version.ts'
import { catalogKey, metadataKey, roundKey } from '../../../functions/storage/layout.ts'
import { findTable } from '../../../hive/contract.ts'
import { MemoryStore } from '../storage/memory-store.ts'
import { MemoryGlue } from './memory-glue.ts'

const table = findTable('daily_summary')
let store: MemoryStore
let glue: MemoryGlue
const context = () => ({ store, glue, now: () => new Date('2024-06-01T00:00:00Z') })
beforeEach(() => {
  glue = new MemoryGlue()
  store = new MemoryStore()
})

/** Enters stages as published, such as `etl/2024-03` in generation 2 with 20 rows. */
async function enter(rounds: number, stages: Record<string, [generation: number, rows: number]>) {
  const entries = Object.entries(stages).map(([id, [done, rows]]): [string, StageEntry] => {
    const partition = `txn_year=2024/txn_month=${Number(id.slice(-2))}`
    return [
      id,
      { ...newStage(), want: done, done, files: { daily_summary: [[partition, rows, 100 * rows]] } },
    ]
  })
  const catalog: Catalog = { keys: {}, stages: Object.fromEntries(entries), rounds }
  await store.put(catalogKey, JSON.stringify(catalog))
}

async function shown() {
  const { metadata } = await readVersion(store, table)
  const snapshot = metadata!.snapshots.at(-1)!
  const { entries } = await readSnapshot(store, snapshot['manifest-list'])
  return { snapshot, entries, metadata: metadata! }
}

test('a table shows what the catalog says, what stays keeping the snapshot it came with', async () => {
  await enter(1, { 'etl/2024-03': [1, 10], 'etl/2024-04': [1, 7] })
  assert.deepEqual((await commitRound(context(), [table])).committed, ['daily_summary'])
  await enter(2, { 'etl/2024-03': [2, 20], 'etl/2024-04': [1, 7] })
  await commitRound(context(), [table])
  const { snapshot, entries } = await shown()
  assert.deepEqual(
    entries.map(({ status, snapshot, sequence, file }) => [status, snapshot, sequence, file.path, file.rows]),
    [
      [1, null, null, 's3://tables/_iceberg/daily_summary/data/etl/2024-03/2-0.parquet', 20],
      [0, 1, 1, 's3://tables/_iceberg/daily_summary/data/etl/2024-04/1-0.parquet', 7],
      [2, 2, 1, 's3://tables/_iceberg/daily_summary/data/etl/2024-03/1-0.parquet', 10],
    ],
  )
  assert.equal(snapshot['snapshot-id'], 2)
  assert.equal(snapshot.summary['total-records'], '27')
  assert.equal(snapshot.summary['card-pipeline.round'], '2')
})

test('committing again writes no snapshot, and moves a hint on that lagged behind', async () => {
  await enter(1, { 'etl/2024-03': [1, 10] })
  await commitRound(context(), [table])
  await enter(2, { 'etl/2024-03': [2, 20] })
  await commitRound(context(), [table])
  await store.put(metadataKey('daily_summary', 'version-hint.text'), '1')
  const { committed, unchanged } = await commitRound(context(), [table])
  assert.deepEqual([committed, unchanged], [[], ['daily_summary']])
  const { number, hint } = await readVersion(store, table)
  assert.deepEqual([number, hint], [2, 2])
})

test('a table waits while a stage was published without files for snapshots, and its round does not show it', async () => {
  await enter(1, { 'etl/2024-03': [1, 10] })
  const catalog = store.json<Catalog>(catalogKey)!
  catalog.stages['etl/2024-04'] = { ...newStage(), want: 1, done: 1 }
  await store.put(catalogKey, JSON.stringify(catalog))
  assert.deepEqual((await commitRound(context(), [table])).waiting, ['daily_summary'])
  assert.deepEqual(store.json<{ tables: object }>(roundKey(1))!.tables, {})
})

test('twenty writers at once lose nothing and take no number twice', async () => {
  await enter(1, { 'etl/2024-03': [1, 10] })
  await Promise.all(Array.from({ length: 20 }, () => commitRound(context(), [table])))
  const { metadata } = await shown()
  assert.equal(metadata.snapshots.length, 1)
})

const sentByGlue = () => glue.tables.get('daily_summary_snapshots')!.table.Parameters!.metadata_location

test('Glue sends readers on with every version, and again when its table is gone', async () => {
  await enter(1, { 'etl/2024-03': [1, 10] })
  await commitRound(context(), [table])
  assert.match(sentByGlue()!, /^s3:.*\/_iceberg\/daily_summary\/metadata\/v1\.metadata\.json$/)
  await enter(2, { 'etl/2024-03': [2, 20] })
  await commitRound(context(), [table])
  assert.match(sentByGlue()!, /v2\.metadata\.json$/)
  glue.tables.clear()
  assert.deepEqual((await commitRound(context(), [table])).unchanged, ['daily_summary'])
  assert.match(sentByGlue()!, /v2\.metadata\.json$/)
})

test('who finds the Glue table changed builds again from the catalog, and sends nobody back', async () => {
  await enter(1, { 'etl/2024-03': [1, 10] })
  await commitRound(context(), [table])
  await enter(2, { 'etl/2024-03': [2, 20] })
  const slow = {
    find: (name: string) => glue.find(name),
    // while this writer was on its way, round 3 was published and committed
    put: async (entry: TableInput, version: string | null) => {
      if (entry.Parameters!.metadata_location!.endsWith('v2.metadata.json')) {
        await enter(3, { 'etl/2024-03': [3, 30] })
        await commitRound(context(), [table])
      }
      return glue.put(entry, version)
    },
  }
  const { round } = await commitRound({ ...context(), glue: slow }, [table])
  assert.equal(round, 3)
  assert.match(sentByGlue()!, /v3\.metadata\.json$/)
})

test('the columns of the Glue table are those of the contract, with their field ids', async () => {
  await enter(1, { 'etl/2024-03': [1, 10] })
  await commitRound(context(), [table])
  const { Columns = [], Location } = glue.tables.get('daily_summary_snapshots')!.table.StorageDescriptor!
  assert.equal(Location, 's3://tables/_iceberg/daily_summary')
  assert.deepEqual(
    Columns.map(({ Name, Type, Parameters }) => [Parameters!['iceberg.field.id'], `${Name} ${Type}`]).slice(
      -3,
    ),
    [
      ['13', 'approval_rate double'],
      ['1', 'txn_year int'],
      ['2', 'txn_month int'],
    ],
  )
})
