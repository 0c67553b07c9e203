import assert from 'node:assert/strict'
import type { Catalog } from '../../../../functions/catalog/catalog.ts'
import { readSnapshot } from '../../../../functions/iceberg/manifest-list.ts'
import type { Round } from '../../../../functions/iceberg/rounds.ts'
import type { TableMetadata } from '../../../../functions/iceberg/table-metadata.ts'
import { catalogKey, dataFileKey, roundKey } from '../../../../functions/storage/layout.ts'
import { findTable, hiveName } from '../../../../hive/contract.ts'
import { stageTables } from '../../../../jobs/partitions.ts'
import { parseStage } from '../../../../jobs/stages.ts'
import type { MemoryStore } from '../../storage/memory-store.ts'
import type { TableObject } from './compute.ts'

const snapshotRoot = 's3://tables'
/** A table of months and one of years: each more makes the stories longer and tells nothing else. */
export const snapshotTables = ['partitioned_txn', 'quarterly/region'].map(findTable)

/** Paths of the files that a table consisted of after a round, by what is done; null when some were not kept. */
function filesOf(catalog: Catalog, name: string): string[] | null {
  const stages = Object.entries(catalog.stages).filter(
    ([id, { done }]) => done > 0 && stageTables(parseStage(id)).some((table) => hiveName(table) === name),
  )
  if (stages.some(([, { files }]) => !files)) return null
  return stages.map(([id, { done }]) => `${snapshotRoot}/${dataFileKey(name, id, done, 0)}`).sort()
}

/** `…/v7.metadata.json` → 7 */
const versionOf = (path: string) => Number(/v(\d+)\.metadata\.json$/.exec(path)![1])

/** Watches the snapshots: each shows what some catalog said, and none follows on a newer one. */
export class SnapshotWatch {
  readonly store: MemoryStore
  private readonly rounds = new Map<number, Catalog>()
  private readonly newest = new Map<string, number>()

  constructor(store: MemoryStore) {
    this.store = store
  }

  /** Called after every catalog write. */
  remember(catalog: Catalog): void {
    if (catalog.rounds && !this.rounds.has(catalog.rounds)) this.rounds.set(catalog.rounds, catalog)
  }

  /** Called after every write of a snapshot's object. */
  check(key: string): void {
    const [, table, file] =
      /^_iceberg\/([^/]+)\/metadata\/(v\d+\.metadata\.json|version-hint\.text)$/.exec(key) ?? []
    if (!table || !file) return
    if (file.endsWith('.json')) this.moveOn(`${table} version`, versionOf(key))
    else this.moveOn(`${table} hint`, this.hint(key))
    if (file.endsWith('.json')) this.checkRounds(table, this.store.json<TableMetadata>(key)!)
  }

  /** Called after every change of a Glue table. */
  checkGlue = (name: string, metadata: string) =>
    this.moveOn(name.replace(/_snapshots$/, ' in Glue'), versionOf(metadata))

  /** Readers never go back to an older version. */
  private moveOn(name: string, number: number): void {
    assert.ok(number > (this.newest.get(name) ?? 0), `${name} ${number} after ${this.newest.get(name)}`)
    this.newest.set(name, number)
  }

  private hint = (key: string) => Number(Buffer.from(this.store.objects.get(key)!.body).toString())

  private checkRounds(table: string, { snapshots }: TableMetadata): void {
    const ids = snapshots.map((each) => each['snapshot-id'])
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
      `${table}: a snapshot follows on a newer one`,
    )
    assert.ok(this.rounds.has(ids.at(-1)!), `${table}: ${ids.at(-1)} is no round`)
  }

  /** Every snapshot shows exactly what its round's catalog says, and its files hold that generation. */
  async checkAll(): Promise<void> {
    for (const table of snapshotTables.map(hiveName)) {
      const number = this.newest.get(`${table} version`)
      const key = `_iceberg/${table}/metadata/v${number}.metadata.json`
      for (const snapshot of this.store.json<TableMetadata>(key)?.snapshots ?? []) {
        const { entries } = await readSnapshot(this.store, snapshot['manifest-list'])
        const shown = entries.filter(({ status }) => status !== 2).map(({ file }) => file.path)
        const catalog = this.rounds.get(snapshot['snapshot-id'])!
        assert.deepEqual(
          shown.sort(),
          filesOf(catalog, table),
          `${table} in round ${snapshot['snapshot-id']}`,
        )
        for (const path of shown) this.checkFile(path, catalog)
      }
    }
    this.checkNewest()
  }

  private checkFile(path: string, { stages }: Catalog): void {
    const object = this.store.json<TableObject>(path.slice(snapshotRoot.length + 1))
    assert.ok(object, `${path} is missing`)
    const { done, sqlHash } = stages[object.stage]!
    assert.deepEqual([object.generation, object.sql], [done, sqlHash], path)
  }

  /** When nothing is left to do, the newest round is the catalog's. */
  private checkNewest(): void {
    const { rounds = 0 } = this.store.json<Catalog>(catalogKey) ?? {}
    if (rounds === 0) return
    const tables = this.store.json<Round>(roundKey(rounds))?.tables ?? {}
    assert.deepEqual(Object.keys(tables), snapshotTables.map(hiveName), `round ${rounds}`)
    for (const name of snapshotTables.map(hiveName)) {
      const [version, ...sent] = ['version', 'hint', 'in Glue'].map((who) =>
        this.newest.get(`${name} ${who}`),
      )
      assert.deepEqual(sent, [version, version], `${name}: where readers are sent`)
    }
  }
}
