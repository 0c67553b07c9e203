import { parquetReadObjects } from 'hyparquet'
import type { Catalog } from '../../functions/catalog/catalog.ts'
import { keyOf, readSnapshot } from '../../functions/iceberg/manifest-list.ts'
import type { Round } from '../../functions/iceberg/rounds.ts'
import { catalogKey, roundsPrefix } from '../../functions/storage/layout.ts'
import { drawer } from '../functions/catalog/world/random.ts'
import { readStates } from './accounting.ts'
import { Cloud, outputBucket } from './cloud.ts'
import type { Line } from './crash-everywhere.ts'
import { type MemoryS3, S3Fault } from './memory-s3.ts'
import { countRows } from './misfortunes/play.ts'
import { clock, sweepUntilQuiet } from './scenario.ts'
import { compareSnapshots } from './snapshots.ts'
import { csvOf } from './stories.ts'

interface Drop {
  key: string
  text: string
}

/** What one writer drops: overlapping rows of one month, then a correction of half of them under the same or a new key. */
function dropsOf(writer: number): Drop[] {
  const first = writer * 5 + 1
  const key = `incoming/writer-${writer}.csv`
  const text = csvOf('2024-03', first, first + 19, 1000 * writer)
  const correction = csvOf('2024-03', first, first + 9, 1000 * writer + 500)
  return [
    { key, text },
    { key: writer % 2 === 0 ? key : `incoming/correction-${writer}.csv`, text: correction },
  ]
}

/** Looks at everything at one moment, as a reader of the tables does; says what must never be seen. */
async function look(s3: MemoryS3): Promise<string[]> {
  const seen = s3.clone()
  const catalog = JSON.parse(seen.body(outputBucket, catalogKey)?.toString() ?? '{"stages":{}}') as Catalog
  const rowsOf = async (table: string) => {
    const keys = seen.keys(outputBucket, `${table}/`)
    return (await Promise.all(keys.map((key) => readRows(seen, key)))).flat()
  }
  const rows = await rowsOf('partitioned_txn')
  const ids = new Set(rows.map(({ transaction_id }) => transaction_id))
  const wrong = ids.size === rows.length ? [] : [`${rows.length - ids.size} rows doubled`]
  const clean = ['etl/2024-03', 'etl/2024'].every((id) => isClean(catalog, id))
  const total = (of: Record<string, unknown>[], column: string) =>
    of.reduce((sum, row) => sum + Number(row[column]), 0)
  const months = total(await rowsOf('monthly_trend'), 'total_amount')
  if (clean && months !== total(rows, 'amount')) wrong.push('a clean year is not the sum of its months')
  return [...wrong, ...(await lookAtSnapshots(seen))]
}

/** The same through the snapshots of the newest round: no row twice, none missing. */
async function lookAtSnapshots(seen: MemoryS3): Promise<string[]> {
  const newest = seen.keys(outputBucket, roundsPrefix).at(-1)
  if (!newest) return []
  const { tables } = JSON.parse(seen.body(outputBucket, newest)!.toString()) as Round
  const store = {
    get: async (key: string) => {
      const body = seen.body(outputBucket, key)
      return body ? { body, etag: '', bytes: body.length, lastModified: new Date(), metadata: {} } : null
    },
  }
  const shown = tables.partitioned_txn
  if (!shown) return []
  const { entries } = await readSnapshot(store, shown.manifestList)
  const files = entries.filter(({ status }) => status !== 2).map(({ file }) => file)
  const rows = (await Promise.all(files.map(({ path }) => readRows(seen, keyOf(path))))).flat()
  const ids = new Set(rows.map(({ transaction_id }) => transaction_id))
  const listed = files.reduce((sum, file) => sum + file.rows, 0)
  return [
    ...(ids.size === rows.length ? [] : [`${rows.length - ids.size} rows doubled in a snapshot`]),
    ...(listed === rows.length ? [] : [`a snapshot lists ${listed} rows and has ${rows.length}`]),
  ]
}

const isClean = ({ stages }: Catalog, id: string) =>
  stages[id] !== undefined && stages[id].done === stages[id].want && stages[id].claim === null

async function readRows(s3: MemoryS3, key: string): Promise<Record<string, unknown>[]> {
  const bytes = s3.body(outputBucket, key)!
  return parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  })
}

/** So many writers drop into one month at once while two readers look all the time and one call in ten fails. */
export async function playCrowd(writers: number): Promise<Line & { wrong: string[]; looks: number }> {
  const cloud = new Cloud()
  cloud.install()
  clock.rewind()
  const draw = drawer(20)
  cloud.trouble = () => {
    if (draw(20) === 0) throw new S3Fault('SlowDown', 503)
  }
  const wrong = new Set<string>()
  let looks = 0
  let writing = true
  const read = async () => {
    while (writing) {
      for (const each of await look(cloud.s3)) wrong.add(each)
      looks++
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const readers = [read(), read()]
  const all = Array.from({ length: writers }, (_, writer) => dropsOf(writer))
  for (const round of [0, 1]) {
    // every file has a second of its own, so that their order is known
    const stored = all.map((drops) => {
      clock.pass(1)
      return { key: drops[round]!.key, version: cloud.drop(drops[round]!.key, drops[round]!.text) }
    })
    await Promise.all(stored.map(({ key, version }) => cloud.announce(key, version)))
  }
  cloud.trouble = null
  await sweepUntilQuiet(cloud)
  writing = false
  await Promise.all(readers)
  return {
    ...(await account(cloud, all)),
    injections: writers,
    looks,
    wrong: [...wrong, ...wrongStates(cloud), ...(await compareSnapshots(cloud))],
  }
}

async function account(cloud: Cloud, all: Drop[][]) {
  const newest = new Map<string, { text: string; order: number }>()
  const drops = [0, 1].flatMap((round) => all.map((each) => each[round]!))
  for (const [order, { key, text }] of drops.entries()) newest.set(key, { text, order })
  const files = [...newest.values()].sort((a, b) => a.order - b.order).map(({ text }) => text)
  const { lost, doubled, unequal } = await countRows(cloud.s3, files)
  const outcome = lost + doubled + unequal.length === 0 ? 'every row once' : 'WRONG'
  return {
    fault: '10 many writers into one month, 2 readers, one call in ten failing',
    lost,
    doubled,
    outcome,
  }
}

const wrongStates = (cloud: Cloud) =>
  Object.entries(readStates(cloud.s3))
    .filter(([, state]) => state !== 'published' && state !== 'superseded')
    .map(([upload, state]) => `${upload} is ${state}`)
