import { hiveName } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { dataFileKey, metadataKey, roundKey, roundsPrefix } from '../storage/layout.ts'
import type { ListedObject } from '../storage/object-store.ts'
import { type ObjectStore, readJson } from '../storage/store.ts'
import { keyOf, readSnapshot } from './manifest-list.ts'
import { type EnteredRound, keptRounds, type Retention } from './retention.ts'
import { type Round, roundOf } from './rounds.ts'
import { withoutExpired } from './table-metadata.ts'
import { type CommitContext, commitVersion, readStanding, sendReaders, versionName } from './table-version.ts'

const readers = 32

/** Keys that a table's snapshots are made of, and the metadata that readers are sent to; who lags is sent on. */
export async function referencedKeys(context: CommitContext, table: Table): Promise<Set<string>> {
  const { store } = context
  const standing = await readStanding(context, table)
  const { metadata, hint, glue } = standing
  const keys = new Set([metadataKey(hiveName(table), versionName(hint))])
  if (glue?.metadata) keys.add(keyOf(glue.metadata))
  if (metadata) await sendReaders(context, table, standing)
  await mapConcurrently(metadata?.snapshots ?? [], readers, async ({ 'manifest-list': list }) => {
    const { manifests, entries } = await readSnapshot(store, list)
    for (const path of [list, ...manifests, ...entries.map(({ file }) => file.path)]) keys.add(keyOf(path))
  })
  return keys
}

/** Keys of the data files that a round to come may show: what is done, and what a claim may be about to finish. */
export function awaitedKeys(catalog: Catalog, listed: readonly ListedObject[]): Set<string> {
  const keys = new Set<string>()
  for (const { key } of listed) {
    const [, table, stage, generation, index] =
      /^_iceberg\/([^/]+)\/data\/(.+)\/(\d+)-(\d+)\.parquet$/.exec(key) ?? []
    const entry = stage === undefined ? undefined : catalog.stages[stage]
    const awaited = [entry?.done, entry?.claim?.generation].includes(Number(generation))
    if (awaited) keys.add(dataFileKey(table!, stage!, Number(generation), Number(index)))
  }
  return keys
}

/** Takes snapshots out that no kept round shows. Their objects are removed a night later, for readers under way. */
export async function expireRounds(
  context: CommitContext,
  tables: readonly Table[],
  listed: readonly ListedObject[],
  retention: Retention,
): Promise<number[]> {
  const { store, now } = context
  const entered = listed
    .filter(({ key }) => key.startsWith(roundsPrefix))
    .map(({ key, lastModified }): EnteredRound => ({ round: roundOf(key), at: lastModified }))
  const kept = keptRounds(entered, retention, now())
  const expired = entered.map(({ round }) => round).filter((round) => !kept.has(round))
  if (expired.length === 0) return []
  const shown = await readShown(store, [...kept])
  const newest = Math.max(...kept)
  await store.delete(expired.map(roundKey))
  await mapConcurrently(tables, tables.length, async (table) => {
    const standing = await readStanding(context, table)
    if (!standing.metadata) return
    // what is newer than every round is about to be entered
    const isKept = (id: number) => id > newest || (shown.get(hiveName(table))?.has(id) ?? false)
    const left = withoutExpired(standing.metadata, isKept, now().getTime())
    // another writer was faster: the next night comes
    if (left !== standing.metadata) await commitVersion(context, table, standing, left)
  })
  return expired
}

/** Snapshots that rounds show, by table. */
async function readShown(store: ObjectStore, rounds: readonly number[]): Promise<Map<string, Set<number>>> {
  const shown = new Map<string, Set<number>>()
  await mapConcurrently(rounds, readers, async (round) => {
    const stored = await readJson<Round>(store, roundKey(round))
    for (const [table, { snapshot }] of Object.entries(stored?.value.tables ?? {}))
      shown.set(table, (shown.get(table) ?? new Set()).add(snapshot))
  })
  return shown
}
