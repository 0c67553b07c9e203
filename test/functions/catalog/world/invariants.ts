import assert from 'node:assert/strict'
import type { Catalog, StageEntry } from '../../../../functions/catalog/catalog.ts'
import { partitionKey } from '../../../../functions/storage/layout.ts'
import { stagePartitions } from '../../../../jobs/partitions.ts'
import { parseStage, type StageId, unitStages } from '../../../../jobs/stages.ts'
import type { MemoryStore } from '../../storage/memory-store.ts'
import { wholeCatalog } from '../whole-catalog.ts'
import { monthKey, ofQuarter, type TableObject } from './compute.ts'

export const isMonth = (id: StageId) => parseStage(id).grain !== 'year'

/** Watches every write: what must hold at every moment, whatever runs, dies or wakes up. */
export class Watch {
  readonly store: MemoryStore
  private readonly published = new Map<string, Set<string>>()

  constructor(store: MemoryStore) {
    this.store = store
  }

  /** Called before a table object is replaced. */
  checkPut(key: string, object: TableObject): void {
    const standing = this.store.json<TableObject>(key)
    const older = standing && standing.generation > object.generation
    assert.ok(!older, `${key}: generation ${object.generation} over ${standing?.generation}`)
    if (isMonth(object.stage)) this.remember(key, object.made.join('+'))
    else this.checkWhole(object.made)
  }

  /** A year holds each of its months as it was published at some moment, never a mixture. */
  private checkWhole(made: string[]): void {
    for (const entry of made) {
      const [month, uploads] = [entry.slice(0, 7), entry.slice(8)]
      const known = this.published.get(monthKey(`etl/${month}`))
      assert.ok(known?.has(uploads), `a year holds ${month} as it never was: ${uploads}`)
    }
  }

  private remember(key: string, made: string): void {
    const known = this.published.get(key) ?? new Set()
    this.published.set(key, known.add(made))
  }

  /** Called after every catalog write. */
  checkCatalog(): void {
    const catalog = wholeCatalog((key) => this.store.json(key))
    for (const [id, stage] of Object.entries(catalog.stages)) {
      assert.ok(stage.done <= stage.want, `${id} is done beyond what is wanted`)
      if (stage.done === stage.want && stage.done > 0) this.checkClean(catalog, id, stage)
    }
  }

  /** What the catalog calls clean is published whole, in one generation, from what the catalog says. */
  private checkClean(catalog: Catalog, id: StageId, stage: StageEntry): void {
    const expected = isMonth(id) ? uploadsOf(catalog, id) : this.monthsOf(catalog, id)
    for (const { table, partition } of stagePartitions(id)) {
      const object = this.store.json<TableObject>(partitionKey(table, partition))
      assert.ok(object, `${id} is clean but ${table}/${partition} is missing`)
      assert.equal(
        object.generation,
        stage.done,
        `${id} is clean but ${table}/${partition} is another generation`,
      )
      assert.equal(
        object.sql,
        stage.sqlHash,
        `${table}/${partition} was not made by the SQL the catalog names`,
      )
      if (expected) assert.deepEqual(object.made, ofQuarter(expected, partition), `${table}/${partition}`)
    }
  }

  /** A year's months as they stand, or null while one of them is dirty. */
  private monthsOf(catalog: Catalog, year: StageId): string[] | null {
    const months = unitStages(parseStage(year).year).filter((month) => catalog.stages[month])
    if (months.some((month) => catalog.stages[month]!.done !== catalog.stages[month]!.want)) return null
    return months.map((month) => `${month.slice(4)}:${uploadsOf(catalog, month).join('+')}`)
  }
}

/** The uploads that a month is made of, by the catalog's contributions. */
export const uploadsOf = (catalog: Catalog, month: StageId): string[] =>
  Object.values(catalog.keys)
    .filter(({ months }) => month.slice(4) in months)
    .map(({ upload }) => upload!)
    .sort()
