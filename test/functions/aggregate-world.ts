import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AggregateInput } from '../../functions/aggregate.ts'
import type { PlannedStage } from '../../functions/catalog/catalog.ts'
import type { ComputedRef, ComputedStage } from '../../functions/catalog/stage-result.ts'
import { withDuckDb } from '../../functions/runtime/duckdb.ts'
import { manifestKey, planKey, stagedFileKey } from '../../functions/storage/layout.ts'
import type { Manifest } from '../../functions/upload/upload.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { viewCsv } from '../jobs/table-case.ts'
import { type Transaction, writeCsv } from '../jobs/transactions.ts'
import { type S3Server, startS3 } from './s3-server.ts'

export type Contribution = NonNullable<PlannedStage['contributions']>[number]

const bucket = 'output'

/** An output bucket with what the states before and after aggregate put there. */
export class AggregateWorld {
  readonly server: S3Server

  constructor(server: S3Server) {
    this.server = server
  }

  static async start(): Promise<AggregateWorld> {
    process.env.OUTPUT_BUCKET = bucket
    process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
    process.env.POWERTOOLS_METRICS_DISABLED = 'true'
    return new AggregateWorld(await startS3())
  }

  body(key: string): Buffer {
    const object = this.server.objects.get(`${bucket}/${key}`)
    if (!object) throw new Error(`no object ${key}`)
    return object.body
  }

  put(key: string, body: Buffer | object): void {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    this.server.objects.set(`${bucket}/${key}`, { body: bytes, metadata: {} })
  }

  /** Stages an upload's rows of one month in several files, as conversion does. */
  async stage(upload: string, month: string, rows: readonly Transaction[], files = 1): Promise<Contribution> {
    const keys: string[] = []
    await withDuckDb(async ({ connection, folder }) => {
      writeCsv(join(folder, 'rows.csv'), rows)
      await viewCsv(connection, join(folder, 'rows.csv'), 'staged')
      const columns = partitionedTxn.columns.map(({ name }) => name).join(', ')
      for (let part = 0; part < files; part++) {
        const path = join(folder, `${part}.parquet`)
        await connection.run(
          `COPY (SELECT ${columns} FROM transactions WHERE hash(transaction_id) % ${files} = ${part})
          TO '${path}' (FORMAT parquet, COMPRESSION snappy)`,
        )
        const key = stagedFileKey(upload, 'attempt', month, `0000${part}`)
        this.put(key, readFileSync(path))
        keys.push(key)
      }
    })
    const manifest = manifestKey(upload, 'attempt')
    const amount = rows.reduce((sum, row) => sum + (row.amount ?? 0), 0)
    const months = { [month]: { rows: rows.length, amount, files: keys } }
    const order = upload
    const content: Manifest = { upload, key: `incoming/${upload}`, order, rows: rows.length, amount, months }
    this.put(manifest, content)
    return { key: content.key, upload, order, manifest, rows: rows.length }
  }

  /** Writes the plan that lists one stage and runs the function on it. */
  async aggregate(planned: Omit<PlannedStage, 'engine' | 'rows'>, execution = 'run'): Promise<ComputedStage> {
    const { handler } = await import('../../functions/aggregate.ts')
    const plan = planKey(execution, 1)
    this.put(plan, { stages: [{ ...planned, engine: 'lambda', rows: 0 }] })
    const { stage, generation } = planned
    const input: AggregateInput = { execution, stage, generation, rows: 0, plan }
    const answer = (await handler(input, {} as never)) as ComputedRef
    return JSON.parse(this.body(answer.result).toString()) as ComputedStage
  }

  /** Copies a stage's computed objects to their places, as Publish does. */
  publish(computed: ComputedStage): void {
    for (const { table, partition, key } of computed.partitions)
      this.put(`${table}/${partition}/part-0.parquet`, this.body(key))
  }

  close(): void {
    this.server.close()
  }
}
