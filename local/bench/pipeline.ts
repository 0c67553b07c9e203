import { createReadStream } from 'node:fs'
import { copyFile, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { computeTables } from '../../functions/aggregate/compute-tables.ts'
import { type ConversionFiles, convertRange } from '../../functions/conversion/convert-range.ts'
import { cutChunks } from '../../functions/reception/cut-chunks.ts'
import { type DuckDbSession, fileList, withDuckDb } from '../../functions/runtime/duckdb.ts'
import type { InputFormat, Upload } from '../../functions/upload/upload.ts'
import { contractColumnNames } from '../../hive/input.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { selectYear } from '../../jobs/sql.ts'
import { parseStage, parseUnit, unitStages, yearStages } from '../../jobs/stages.ts'
import { type BenchSample, benchYear, clock, parquetFiles, type Timing } from './sample.ts'

const chunkBytes = 32 * 1024 * 1024

/** The functions' own code, without S3 and Step Functions: what ConvertChunk and Aggregate do, one after the other. */
export async function timePipeline(sample: BenchSample): Promise<Timing> {
  const staged = join(sample.folder, 'pipeline')
  const convert = await clock(() => convertAll(sample, staged))
  const published = join(sample.folder, 'published')
  const months = await clock(() => computeMonths(staged, published))
  const years = await clock(async () => {
    for (const stage of yearStages(benchYear))
      await withDuckDb(async (session) => {
        await viewYear(session, published)
        await computeTables(session, parseStage(stage), 1)
      })
  })
  return { convert, months, years }
}

/** An upload of so many bytes that nobody stored. */
export const benchUpload = (bytes: number): Upload => ({
  id: 'bench',
  bucket: '',
  key: 'incoming/bench.csv',
  versionId: '',
  etag: '',
  bytes,
  order: '',
  uploadedAt: new Date().toISOString(),
})

/** Converts the sample chunk by chunk into a folder. */
export const convertAll = ({ csv, bytes, headerBytes }: BenchSample, staged: string): Promise<void> =>
  convertInto(
    benchUpload(bytes),
    { compression: 'none', headerBytes, headerLines: 1, columns: [...contractColumnNames], warnings: [] },
    async (from, to) => createReadStream(csv, { start: from, end: to - 1 }),
    staged,
  )

/** Converts a file chunk by chunk into a folder. */
export async function convertInto(
  upload: Upload,
  format: InputFormat,
  open: ConversionFiles['open'],
  staged: string,
): Promise<void> {
  for (const chunk of cutChunks(format, upload.bytes, chunkBytes))
    await convertRange(
      { execution: 'bench', upload, format, chunk },
      {
        open,
        save: async (key, path) => {
          await mkdir(dirname(join(staged, key)), { recursive: true })
          await copyFile(path, join(staged, key))
        },
      },
    )
}

async function computeMonths(staged: string, published: string): Promise<void> {
  const files = await parquetFiles(staged)
  for (const stage of unitStages(benchYear)) {
    const { txn_month: month } = parseUnit(stage).values
    const own = files.filter((file) => file.includes(`/txn_month=${month}/`))
    if (own.length === 0) continue
    await withDuckDb(async (session) => {
      await session.connection.run(
        `CREATE VIEW transactions AS SELECT *, 1::BIGINT AS upload_order FROM read_parquet(${fileList(own)}, hive_partitioning = false)`,
      )
      const [transactions] = await computeTables(session, parseStage(stage), 1)
      const target = join(published, transactions!.partition, 'part-0.parquet')
      await mkdir(dirname(target), { recursive: true })
      await rename(transactions!.file, target)
    })
  }
}

const viewYear = async ({ connection }: DuckDbSession, published: string) => {
  const rows = `SELECT ${[...partitionedTxn.columns, ...partitionedTxn.partitions].map(({ name }) => name).join(', ')}
     FROM read_parquet(${fileList(await parquetFiles(published))}, hive_partitioning = true,
       hive_types = {'txn_year': INTEGER, 'txn_month': INTEGER})`
  return connection.run(`CREATE VIEW transactions AS ${selectYear(rows)}`)
}
