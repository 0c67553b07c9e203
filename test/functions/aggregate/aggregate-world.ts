import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { computeStages } from '../../../functions/aggregate/compute-stages.ts'
import type { PlannedContribution, PlannedStage } from '../../../functions/catalog/catalog.ts'
import type {
  ComputedPartition,
  ComputedRef,
  ComputedStage,
} from '../../../functions/catalog/stage-result.ts'
import { withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { manifestKey, partitionKey, planKey, stagedFileKey } from '../../../functions/storage/layout.ts'
import type { Manifest } from '../../../functions/upload/upload.ts'
import { partitionedTxn } from '../../../hive/tables/etl.ts'
import { parseStage } from '../../../jobs/stages.ts'
import { viewCsv } from '../../jobs/table-case.ts'
import { type Transaction, writeCsv } from '../../jobs/transactions.ts'
import { MemoryStore } from '../storage/memory-store.ts'

/** An output bucket with what the states before and after aggregate put there. */
export class AggregateWorld {
  readonly store = new MemoryStore()

  body(key: string): Buffer {
    const object = this.store.objects.get(key)
    if (!object) throw new Error(`no object ${key}`)
    return Buffer.from(object.body)
  }

  /** Bytes of a computed object. */
  bodyOf = (computed: ComputedPartition): Buffer =>
    'key' in computed ? this.body(computed.key) : Buffer.from(computed.base64, 'base64')

  put = (key: string, body: Buffer | object): Promise<string> =>
    this.store.put(key, Buffer.isBuffer(body) ? body : JSON.stringify(body))

  /** Stages an upload's rows of one unit in several files, as conversion does. */
  async stage(
    upload: string,
    unit: string,
    rows: readonly Transaction[],
    files = 1,
    columns = partitionedTxn.columns.map(({ name }) => name),
  ): Promise<PlannedContribution> {
    const keys: string[] = []
    await withDuckDb(async ({ connection, folder }) => {
      writeCsv(join(folder, 'rows.csv'), rows)
      await viewCsv(connection, join(folder, 'rows.csv'), 'staged')
      for (let part = 0; part < files; part++) {
        const path = join(folder, `${part}.parquet`)
        await connection.run(
          `COPY (SELECT ${columns.join(', ')} FROM transactions WHERE hash(transaction_id) % ${files} = ${part})
          TO '${path}' (FORMAT parquet, COMPRESSION snappy)`,
        )
        const key = stagedFileKey(upload, 'attempt', unit, `0000${part}`)
        await this.put(key, readFileSync(path))
        keys.push(key)
      }
    })
    const manifest = manifestKey(upload, 'attempt')
    const amount = rows.reduce((sum, row) => sum + (row.amount ?? 0), 0)
    const months = { [unit]: { rows: rows.length, amount, files: keys } }
    const order = upload
    const content: Manifest = { upload, key: `incoming/${upload}`, order, rows: rows.length, amount, months }
    await this.put(manifest, content)
    return { key: content.key, upload, order, manifest, rows: rows.length }
  }

  /** Writes the plan that lists one stage, and computes the stage. */
  async aggregate(planned: Omit<PlannedStage, 'engine' | 'rows'>, execution = 'run'): Promise<ComputedStage> {
    const plan = planKey(execution, 1)
    await this.put(plan, { stages: [{ ...planned, engine: 'lambda', rows: 0 }] })
    const { stage, generation } = planned
    const stages = [{ stage, generation, rows: 0 }]
    const { results } = await computeStages(this.store, { execution, plan, stages })
    return this.store.json<ComputedStage[]>((results[0] as ComputedRef).result)![0]!
  }

  /** Copies a stage's computed objects to their places, as Publish does. */
  async publish({ stage, partitions }: ComputedStage): Promise<void> {
    for (const computed of partitions)
      await this.put(
        partitionKey(computed.table, computed.partition, parseStage(stage).part),
        this.bodyOf(computed),
      )
  }
}
