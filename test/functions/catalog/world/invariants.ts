import assert from 'node:assert/strict'
import type { Catalog, StageEntry } from '../../../../functions/catalog/catalog.ts'
import { isUnit } from '../../../../functions/catalog/stage-state.ts'
import { partitionKey } from '../../../../functions/storage/layout.ts'
import { stagePartitions } from '../../../../jobs/partitions.ts'
import { parseStage, type StageId, unitStage, unitStages } from '../../../../jobs/stages.ts'
import type { MemoryStore } from '../../storage/memory-store.ts'
import { wholeCatalog } from '../whole-catalog.ts'
import { ofQuarter, type TableObject, unitKey } from './compute.ts'

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
    if (isUnit(object.stage)) this.remember(key, object.made.join('+'))
    else this.checkWhole(object.made)
  }

  /** A year holds each of its units as it was published at some moment, never a mixture. */
  private checkWhole(made: string[]): void {
    for (const entry of made) {
      const [unit, uploads] = entry.split(':') as [string, string]
      const known = this.published.get(unitKey(unitStage(unit)))
      assert.ok(known?.has(uploads), `a year holds ${unit} as it never was: ${uploads}`)
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
    const expected = isUnit(id) ? uploadsOf(catalog, id) : this.unitsOf(catalog, id)
    for (const { table, partition } of stagePartitions(id)) {
      const object = this.store.json<TableObject>(partitionKey(table, partition, parseStage(id).part))
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

  /** A year's units as they stand, or null while one of them is dirty. */
  private unitsOf(catalog: Catalog, year: StageId): string[] | null {
    const units = unitStages(parseStage(year).year, catalog.grain).filter((unit) => catalog.stages[unit])
    if (units.some((unit) => catalog.stages[unit]!.done !== catalog.stages[unit]!.want)) return null
    return units.map((unit) => `${unit.slice(4)}:${uploadsOf(catalog, unit).join('+')}`)
  }
}

/** The uploads that a unit is made of, by the catalog's contributions. */
export const uploadsOf = (catalog: Catalog, unit: StageId): string[] =>
  Object.values(catalog.keys)
    .filter(({ months }) => unit.slice(4) in months)
    .map(({ upload }) => upload!)
    .sort()
