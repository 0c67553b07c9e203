import { hiveName } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { readCatalog } from '../catalog/stored-catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { ContentionError } from '../runtime/errors.ts'
import { s3Path } from '../storage/store.ts'
import { commitTable } from './commit-table.ts'
import { type Round, writeRound } from './rounds.ts'
import { tableFiles } from './table-files.ts'
import { currentSnapshot, type TableMetadata } from './table-metadata.ts'
import { type CommitContext, readStanding } from './table-version.ts'

/** What a commit came to. */
export interface Committed {
  round: number
  /** Tables that got a snapshot, and those that showed the round already. */
  committed: string[]
  unchanged: string[]
  /** Tables that have no whole set of files yet, because stages are still to be computed once more. */
  waiting: string[]
}

const attempts = 20

/**
 * Makes every table of stages equal to the catalog as it stands. It may be repeated, by anybody, at any time: the
 * tables are read before the catalog, so whoever is overtaken in between loses the race for the next version and
 * starts again. So no snapshot follows on a newer one. Throws ContentionError when that happens every time.
 */
export async function commitRound(context: CommitContext, tables: readonly Table[]): Promise<Committed> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const committed = await tryCommit(context, tables)
    if (committed) return committed
  }
  throw new ContentionError(`the snapshots changed under each of ${attempts} commits`)
}

async function tryCommit(context: CommitContext, tables: readonly Table[]): Promise<Committed | null> {
  const { store, now } = context
  const standings = await mapConcurrently(tables, tables.length, (table) => readStanding(context, table))
  const catalog = await readCatalog(store)
  const done: Committed = { round: catalog?.rounds ?? 0, committed: [], unchanged: [], waiting: [] }
  if (!catalog || done.round === 0) return done
  const commit = async (table: Table, index: number): Promise<TableMetadata | 'waiting' | null> => {
    const files = tableFiles(catalog, table, (key) => s3Path(store, key))
    if (!files?.length) return 'waiting'
    return commitTable(context, table, standings[index]!, files, done.round)
  }
  const results = await mapConcurrently(tables, tables.length, commit)
  const round: Round = { round: done.round, at: now().toISOString(), tables: {} }
  for (const [index, result] of results.entries()) {
    const name = hiveName(tables[index]!)
    if (result === null) return null
    if (result === 'waiting') {
      done.waiting.push(name)
      continue
    }
    const { 'snapshot-id': snapshot, 'manifest-list': manifestList } = currentSnapshot(result)
    round.tables[name] = { snapshot, manifestList }
    done[result === standings[index]!.metadata ? 'unchanged' : 'committed'].push(name)
  }
  await writeRound(store, round)
  return done
}
