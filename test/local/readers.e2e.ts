import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { startCloud, stopCloud } from './end-to-end/cloud.ts'
import { deliver } from './end-to-end/deliver.ts'
import { inputCsv, passingRows } from './end-to-end/rows.ts'

// One cloud for all: tables of two years, published in two rounds, and everybody else's readers of them.
before(async () => {
  await startCloud()
  for (const seed of [1, 2]) {
    const rows = passingRows(600, seed, ['2023-12', '2024-01', '2024-02', '2024-05'])
    const { code, delivery } = await deliver(`${seed}.csv`, inputCsv(rows))
    assert.equal(code, 0, JSON.stringify(delivery))
  }
})
after(stopCloud)

await import('./readers/hive-catalog.ts')
await import('./readers/snapshots.ts')
