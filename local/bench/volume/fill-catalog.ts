import type { Catalog, Contribution, StageEntry, UploadRequest } from '../../../functions/catalog/catalog.ts'
import { pageReader } from '../../../functions/catalog/page-objects.ts'
import { emptyCatalog, newStage } from '../../../functions/catalog/stage-state.ts'
import { writeContributions } from '../../../functions/catalog/stored-catalog.ts'
import { catalogKey, manifestKey } from '../../../functions/storage/layout.ts'
import { type ObjectStore, writeJson } from '../../../functions/storage/store.ts'
import { hiveName } from '../../../hive/contract.ts'
import { stagePartitions } from '../../../jobs/partitions.ts'
import { sqlHash } from '../../../jobs/sql.ts'
import { type Grain, unitStage, yearStages } from '../../../jobs/stages.ts'

const rowsPerFile = 1000

/** The `index`th day from 1 January 2022, `2022-01-01`. */
export const dayOf = (index: number) => new Date(Date.UTC(2022, 0, 1 + index)).toISOString().slice(0, 10)

/** The unit of a day. */
const unitOf = (day: string, grain: Grain) => (grain === 'day' ? day : day.slice(0, 7))

/** The request of a file with rows of these days, named as senders name them. */
export function requestOfFile(name: string, days: readonly string[], grain: Grain): UploadRequest {
  const upload = `${name}-0123456789abcdef`
  const months: Record<string, number> = {}
  for (const day of days) months[unitOf(day, grain)] = (months[unitOf(day, grain)] ?? 0) + rowsPerFile
  const key = `incoming/${days[0]!.replaceAll('-', '/')}/${name}.csv`
  const order = `${days[0]}T03:00:00Z 000000 ${key}`
  const rows = days.length * rowsPerFile
  return { kind: 'upload', key, order, upload, manifest: manifestKey(upload, upload), months, rows }
}

/** Writes a catalog in which every file of these days is published, as snapshots keep it. Returns the number of keys. */
export async function fillCatalog(
  store: ObjectStore,
  grain: Grain,
  days: number,
  filesPerDay: number,
): Promise<number> {
  const daysAtOnce = 500
  let catalog: Catalog = emptyCatalog(grain)
  for (let first = 0; first < days; first += daysAtOnce) {
    const keys: Record<string, Contribution> = {}
    const stages = { ...catalog.stages }
    for (let index = first; index < Math.min(days, first + daysAtOnce); index++) {
      const day = dayOf(index)
      const id = unitStage(unitOf(day, grain))
      const input = (stages[id]?.input ?? 0) + filesPerDay * rowsPerFile
      stages[id] = { ...stages[id], ...published(id, input), input }
      for (const year of yearStages(day.slice(0, 4))) stages[year] = published(year, input)
      for (let file = 0; file < filesPerDay; file++) {
        const { key, order, upload, manifest, months } = requestOfFile(`${day}-${file}`, [day], grain)
        keys[key] = { order, upload, manifest, months, heavy: false }
      }
    }
    const read = pageReader(store)
    catalog = {
      ...(await writeContributions(store, { ...catalog, keys, stages, rounds: 1 }, read)),
      keys: {},
    }
  }
  const { keys: _, ...root } = catalog
  await writeJson(store, catalogKey, root)
  return days * filesPerDay
}

function published(id: string, rows: number): StageEntry {
  const files: StageEntry['files'] = {}
  for (const { table, partition } of stagePartitions(id)) {
    const name = hiveName({ name: table } as Parameters<typeof hiveName>[0])
    files[name] = [...(files[name] ?? []), [partition, rows, rows * 20]]
  }
  return { ...newStage(), want: 1000, done: 1000, sqlHash: sqlHash(id), rows, amount: rows * 30_000, files }
}
