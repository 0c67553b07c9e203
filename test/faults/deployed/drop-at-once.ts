import { setTimeout as wait } from 'node:timers/promises'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { readCatalog } from '../../../functions/catalog/stored-catalog.ts'
import { mapConcurrently } from '../../../functions/runtime/concurrently.ts'
import { catalogKey, pendingPrefix } from '../../../functions/storage/layout.ts'
import { listObjects, s3 } from '../../../functions/storage/object-store.ts'
import { listVersions } from '../../../functions/storage/object-versions.ts'
import { s3Store } from '../../../functions/storage/store.ts'
import { listUploads } from '../../../local/pipeline/pipeline-state.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { withAllKeys } from '../../functions/catalog/all-keys.ts'
import type { Transaction } from '../../jobs/transactions.ts'
import { startCloud, stopCloud } from '../../local/end-to-end/cloud.ts'
import { keyOf } from '../../local/end-to-end/deliver.ts'
import { assertTables, enter } from '../../local/end-to-end/ledger.ts'
import { inputCsv, passingRows } from '../../local/end-to-end/rows.ts'
import type { Line } from '../crash-everywhere.ts'

const rowsPerFile = 20
const longestSeconds = 1500

/** Drops so many small files of three months at once on the deployed local cloud, and counts every row. */
export async function playDrop(count: number): Promise<Line & { wrong: string[] }> {
  const fault = `deployed: ${count} files dropped at once`
  try {
    await startCloud()
    const files = Array.from({ length: count }, (_, number) => ({
      key: keyOf(`drop-${number}.csv`),
      rows: rowsOf(number),
    }))
    const started = performance.now()
    const seconds = () => Math.round((performance.now() - started) / 1000)
    await mapConcurrently(files, 64, ({ key, rows }) =>
      s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key: key, Body: inputCsv(rows) })),
    )
    console.log(`${count} files dropped in ${seconds()} s`)
    const published = await publication(count, seconds)
    console.log(
      `${published} of ${count} files published in ${seconds()} s, ${await countSwaps()} swaps of the catalog`,
    )
    await enterAll(files)
    await assertTables()
    return { fault, injections: count, outcome: 'every row once', lost: 0, doubled: 0, wrong: [] }
  } catch (error) {
    return {
      fault,
      injections: count,
      outcome: 'WRONG',
      lost: 0,
      doubled: 0,
      wrong: [(error as Error).message],
    }
  } finally {
    await stopCloud()
  }
}

/** Without a row of nulls: in so few rows one would be above every threshold. */
const rowsOf = (number: number): Transaction[] =>
  passingRows(rowsPerFile + 1, number, ['2024-01', '2024-02', '2024-03']).slice(1)

/** Waits until so many uploads are published and nothing is left to do; returns how many are when time is up. */
async function publication(files: number, seconds: () => number): Promise<number> {
  let said = 0
  for (;;) {
    const store = s3Store(stack.outputBucket)
    const root = await readCatalog(store)
    const catalog = root && (await withAllKeys(store, root))
    const folded = Object.keys(catalog?.keys ?? {}).length
    const clean = Object.values(catalog?.stages ?? {}).every(
      ({ want, done, claim }) => want === done && !claim,
    )
    if (folded === files && clean) return folded
    if (seconds() > longestSeconds) return folded
    if (seconds() >= said + 30) {
      said = seconds()
      const pending = await count(listObjects(stack.outputBucket, pendingPrefix))
      console.log(`${said} s: ${folded} folded, ${pending} pending`)
    }
    await wait(1000)
  }
}

async function countSwaps(): Promise<number> {
  return count(listVersions(stack.outputBucket, catalogKey))
}

async function count(listed: AsyncIterable<unknown>): Promise<number> {
  let found = 0
  for await (const _ of listed) found++
  return found
}

async function enterAll(files: readonly { key: string; rows: Transaction[] }[]): Promise<void> {
  const ids = new Map((await listUploads()).map(({ key, id }) => [key, id]))
  for (const { key, rows } of files) enter(key, ids.get(key)!, rows)
}
