import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { computeStages } from '../../../functions/aggregate/compute-stages.ts'
import { admitUpload } from '../../../functions/catalog/admit.ts'
import { planRun } from '../../../functions/catalog/plan.ts'
import { publishRound } from '../../../functions/catalog/publish-round.ts'
import { readResults } from '../../../functions/catalog/stage-result.ts'
import { convertChunk } from '../../../functions/conversion/convert-chunk.ts'
import { mergeChunks } from '../../../functions/conversion/merge-chunks.ts'
import { checkQuality } from '../../../functions/quality/check-quality.ts'
import { findDuplicates } from '../../../functions/quality/find-duplicates.ts'
import { cutChunks } from '../../../functions/reception/cut-chunks.ts'
import { inspectHead } from '../../../functions/reception/inspect-head.ts'
import { costOf } from '../../../functions/run/cost.ts'
import { mapConcurrently } from '../../../functions/runtime/concurrently.ts'
import { fileList, readRows, withDuckDb } from '../../../functions/runtime/duckdb.ts'
import type { Upload } from '../../../functions/upload/upload.ts'
import { identifyUpload } from '../../../functions/upload/upload-identity.ts'
import { contractColumnNames } from '../../../hive/input.ts'
import { generateRows } from '../../generate/rows/transactions.ts'
import { FolderStore } from './folder-store.ts'
import { contextOver } from './model-run.ts'

/** What small files of many days came to. */
interface MeasuredFiles {
  files: number
  days: number
  rows: { sent: number; published: number; distinct: number }
  won: { sent: number; published: number }
  /** S3 requests of the dear kind (PUT, COPY, LIST) and of the cheap one (GET, HEAD), of all files. */
  puts: number
  gets: number
  bytesWritten: number
  cpuSeconds: number
  seconds: number
  /** US dollars of S3, and of functions of 2 GB that run for the CPU time measured. */
  dollars: { s3: number; lambda: number }
}

const rowsPerFile = 20
const chunkBytes = 33_554_432
const atOnce = 4

interface SmallFile {
  name: string
  body: Buffer
}

/**
 * Sends so many small files of so many days through the deployed functions' own code, `grain=day`, the files of a day at
 * once; the store is a folder. What is published must hold every row once, to the won.
 */
export async function measureFiles(files: number, days: number, signal: AbortSignal): Promise<MeasuredFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-files-'))
  process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT'
  try {
    const store = await FolderStore.open(join(folder, 'bucket'))
    const { byDay, rows, won } = makeFiles(files, days)
    const started = { cpu: process.cpuUsage(), at: Date.now() }
    for (const [day, own] of byDay) {
      signal.throwIfAborted()
      await sendDay(store, day, own)
    }
    const { user, system } = process.cpuUsage(started.cpu)
    const cpuSeconds = (user + system) / 1e6
    const seconds = (Date.now() - started.at) / 1000
    const { calls, bytesWritten } = store.takeTraffic()
    const [puts, gets] = [calls.put + calls.copy + calls.list, calls.get + calls.head]
    const usage = { invocations: 0, transitions: 0, diskGbSeconds: 0, clusterSeconds: 0, coreNodes: 0 }
    const { s3, lambda } = costOf({ ...usage, gbSeconds: cpuSeconds * 2, puts, gets })
    const published = await readPublished(join(folder, 'bucket'))
    return {
      files,
      days: byDay.size,
      rows: { sent: rows, published: published.rows, distinct: published.distinct },
      won: { sent: won, published: published.won },
      puts,
      gets,
      bytesWritten,
      cpuSeconds,
      seconds,
      dollars: { s3, lambda },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function makeFiles(files: number, days: number) {
  const last = new Date(Date.UTC(2024, 0, days)).toISOString().slice(0, 10)
  const shape = { rows: files * rowsPerFile, seed: 7, customers: 10_000, from: '2024-01-01', to: last }
  const [date, amount] = ['transaction_date', 'amount'].map((name) => contractColumnNames.indexOf(name))
  const lines = new Map<string, string[]>()
  let won = 0
  for (const row of generateRows(shape)) {
    const day = row[date!]!.slice(0, 10)
    lines.set(day, [...(lines.get(day) ?? []), row.join(',')])
    won += Number(row[amount!])
  }
  const perDay = Math.ceil(files / lines.size)
  const byDay = new Map<string, SmallFile[]>()
  for (const [day, own] of [...lines].sort()) {
    const names = Array.from({ length: perDay }, (_, index) => index)
    const bodies = names.map((index) => own.filter((_, line) => line % perDay === index))
    byDay.set(
      day,
      bodies
        .filter((body) => body.length > 0)
        .map((body, index) => ({
          name: `incoming/${day}-${index}.csv`,
          body: Buffer.from(`${[contractColumnNames.join(','), ...body].join('\n')}\n`),
        })),
    )
  }
  return { byDay, rows: shape.rows, won }
}

/** Files that land together: each is converted, judged and admitted, then their runs fold, compute and publish. */
async function sendDay(store: FolderStore, day: string, files: readonly SmallFile[]): Promise<void> {
  const admitted = await mapConcurrently(files, atOnce, (file) => convertFile(store, day, file))
  const context = { ...contextOver(store, 'day'), pause: async () => {} }
  await mapConcurrently(admitted, atOnce, async (upload) => {
    let plan = await planRun(context, upload, upload)
    while (plan.claimed > 0) {
      const task = { execution: upload, plan: plan.planKey }
      const calls = await mapConcurrently(plan.calls, 2, (stages) =>
        computeStages(store, { ...task, stages }),
      )
      plan = await publishRound(context, upload, plan, readResults([calls]))
    }
  })
}

async function convertFile(store: FolderStore, day: string, { name, body }: SmallFile): Promise<string> {
  const version = { bucket: 'input', key: name, versionId: 'v1', lastModified: new Date(`${day}T15:00:00Z`) }
  const upload: Upload = {
    bucket: 'input',
    versionId: 'v1',
    etag: '',
    bytes: body.length,
    ...identifyUpload(version, 0),
  }
  const verdict = inspectHead(body, body.length)
  if ('problem' in verdict) throw new Error(`refused: ${name}`)
  const format = { ...verdict.format, grain: 'day' as const }
  const chunks = cutChunks(format, body.length, chunkBytes)
  const execution = upload.id
  const open = async (start: number, end: number) => Readable.from([body.subarray(start, end)])
  for (const chunk of chunks) await convertChunk(store, { execution, upload, format, chunk }, open)
  const merged = await mergeChunks(store, { execution, upload, format, chunks }, Number.POSITIVE_INFINITY)
  if (merged.next === 'whole') throw new Error(`${name} did not convert`)
  await findDuplicates(store, { execution, upload, merged })
  const { verdict: judged } = await checkQuality(store, { execution, upload }, new Date())
  if (judged === 'FAIL') throw new Error(`${name} was refused`)
  return (await admitUpload(store, upload, merged.manifest)).request
}

/** Rows and won of every published day object, read back. */
async function readPublished(bucket: string): Promise<{ rows: number; distinct: number; won: number }> {
  const found = await withDuckDb(({ connection }) =>
    readRows<{ rows: bigint; distinct_rows: bigint; won: bigint }>(
      connection,
      `SELECT COUNT(*) AS rows, COUNT(DISTINCT (txn_date, transaction_id)) AS distinct_rows,
        CAST(SUM(amount) AS BIGINT) AS won
      FROM read_parquet(${fileList([join(bucket, 'partitioned_txn/**/part-*.parquet')])}, hive_partitioning = false)`,
    ),
  )
  const [{ rows, distinct_rows, won }] = found as [(typeof found)[number]]
  return { rows: Number(rows), distinct: Number(distinct_rows), won: Number(won) }
}

/** True when what is published is what was sent. */
export const noneLost = ({ rows, won }: MeasuredFiles) =>
  rows.published === rows.sent && rows.distinct === rows.sent && won.published === won.sent

export function describeFiles(measured: MeasuredFiles): string[] {
  const { files, days, rows, won, puts, gets, bytesWritten, cpuSeconds, seconds, dollars } = measured
  const each = (value: number, digits: number) => (value / files).toFixed(digits)
  return [
    `grain=day, ${files.toLocaleString('en')} files of ${days} days: ${noneLost(measured) ? 'none lost' : 'NOT RIGHT'}`,
    `  rows sent ${rows.sent}, published ${rows.published}, distinct ${rows.distinct}; won sent ${won.sent}, published ${won.published}`,
    `  S3 calls a file: ${each(puts, 1)} PUT, COPY or LIST, ${each(gets, 1)} GET or HEAD; written ${each(bytesWritten / 1000, 1)} kB`,
    `  CPU a file: ${each(cpuSeconds, 2)} s; ${seconds.toFixed(0)} s together`,
    `  cost a file: $${each(dollars.s3 + dollars.lambda, 6)} (S3 $${each(dollars.s3, 6)}, functions of 2 GB $${each(dollars.lambda, 6)})`,
  ]
}
