import { emptyCatalog } from '../../functions/catalog/stage-state.ts'
import { readCatalog } from '../../functions/catalog/stored-catalog.ts'
import type { Round } from '../../functions/iceberg/rounds.ts'
import { tableFiles } from '../../functions/iceberg/table-files.ts'
import { kstTime } from '../../functions/runtime/kst.ts'
import { roundsPrefix } from '../../functions/storage/layout.ts'
import { type ObjectStore, readJson } from '../../functions/storage/store.ts'
import { computedTables, hiveName, tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { CommandError, exitCodes } from '../terminal/command-error.ts'

const notation = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/

/** The end of a day, or a moment, both in Korea unless it says another offset. Throws a CommandError on anything else. */
export function readMoment(text: string): Date {
  const [, day, time = '23:59:59.999', offset = '+09:00'] = notation.exec(text) ?? []
  const moment = new Date(`${day}T${time}${offset}`)
  // 31 February would be taken for a day in March
  const isReal = new Date(`${day}T00:00Z`).getUTCDate() === Number(day?.slice(-2))
  if (isReal && !Number.isNaN(moment.getTime())) return moment
  throw new CommandError(
    `--as-of is neither a date nor a moment: ${text}`,
    'such as 2026-11-01 or 2026-11-01T18:00',
    exitCodes.usage,
  )
}

/**
 * The newest round whose snapshots are there, or the newest one entered by `asOf`; null when there are no snapshots.
 * Tables that were published without snapshots since are not in the newest one: nothing will bring theirs up to date.
 * Throws a CommandError when all rounds are younger than `asOf`.
 */
export async function findRound(store: ObjectStore, asOf?: Date): Promise<Round | null> {
  let newest: string | undefined
  let oldest: Date | undefined
  for await (const { key, lastModified } of store.list(roundsPrefix)) {
    oldest ??= lastModified
    if (!asOf || lastModified <= asOf) newest = key
  }
  if (newest) {
    const round = (await readJson<Round>(store, newest))?.value ?? null
    return round && !asOf ? withoutStale(store, round) : round
  }
  if (!asOf) return null
  const since = oldest ? `the oldest is of ${kstTime(oldest)} KST` : 'there are none'
  throw new CommandError(`no snapshots are that old: ${since}`, 'choose a later --as-of')
}

async function withoutStale(store: ObjectStore, round: Round): Promise<Round | null> {
  const catalog = (await readCatalog(store)) ?? emptyCatalog()
  const kept = computedTables
    .filter((table) => tableFiles(catalog, table, (key) => key) !== null)
    .map(hiveName)
  const tables = Object.fromEntries(Object.entries(round.tables).filter(([name]) => kept.includes(name)))
  return Object.keys(tables).length > 0 ? { ...round, tables } : null
}

/**
 * What a reader of a round should know besides: that it is not the newest, and which of the tables asked for it does not
 * show; of those that never have snapshots only when the past is asked for.
 */
export async function describeRound(
  store: ObjectStore,
  round: Round,
  newest: boolean,
  asked: readonly Table[] = tables,
): Promise<string[]> {
  const rounds = (await readCatalog(store))?.rounds ?? 0
  const expected: readonly Table[] = newest ? computedTables : tables
  const absent = expected
    .filter((table) => asked.includes(table))
    .map(hiveName)
    .filter((name) => !round.tables[name])
  return [
    ...(newest ? [] : [`as of round ${round.round}, ${kstTime(round.at)} KST`]),
    ...(newest && round.round < rounds
      ? [`round ${round.round} of ${rounds}: the next run or sweep brings the snapshots up to date`]
      : []),
    ...(absent.length > 0 ? [`without snapshots, read as they stand: ${absent.join(', ')}`] : []),
  ]
}
