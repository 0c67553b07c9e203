import { countQuarantined, readTables } from '../accounting.ts'
import type { Cloud } from '../cloud.ts'
import type { Line } from '../crash-everywhere.ts'
import type { MemoryS3 } from '../memory-s3.ts'
import { clock, sweepUntilQuiet } from '../scenario.ts'
import { compareSnapshots } from '../snapshots.ts'
import { csvOf, lightStory } from '../stories.ts'
import { findWrong, type Misfortune } from './misfortune.ts'

/** The file that every story starts with. */
const firstFile = csvOf('2024-03', 1, 20, 1000)

/** Lets a misfortune happen, lets the nights pass, and counts every row against the files themselves. */
export async function playMisfortune(
  prepared: Cloud,
  misfortune: Misfortune,
): Promise<Line & { wrong: string[] }> {
  const cloud = prepared.clone()
  cloud.install()
  Object.assign(process.env, misfortune.settings ?? lightStory.settings)
  clock.rewind()
  clock.pass(1)
  const line = { fault: misfortune.fault, injections: 1, lost: 0, doubled: 0 }
  try {
    const files = await misfortune.play(cloud)
    await sweepUntilQuiet(cloud)
    const { lost, doubled, unequal } = await countRows(cloud.s3, [firstFile, ...files])
    const wrong = [...findWrong(misfortune, cloud), ...unequal, ...(await compareSnapshots(cloud))]
    const outcome = wrong.length + lost + doubled === 0 ? 'every row once' : 'WRONG'
    return { ...line, lost, doubled, outcome, wrong }
  } catch (error) {
    return { ...line, outcome: 'WRONG', wrong: [(error as Error).stack ?? String(error)] }
  }
}

const rowsIn = (files: readonly string[]) =>
  files.flatMap((file) => file.trim().split('\n').slice(1)).map((row) => row.split(','))

/** True of a row that is kept apart where the policy says so of `card_format`. */
const isApart = (row: readonly string[]) => !/^(\*{4}-){3}[0-9]{4}$/.test(row[2]!)

/** Rows of files by transaction, the newest file winning: the row's identity and amount. */
function expectedRows(files: readonly string[]): Map<string, number> {
  const kept = rowsIn(files).filter((row) => !isApart(row))
  return new Map(kept.map((row) => [row[0]!, Number(row[7])]))
}

/** Rows of partitioned_txn and rows kept apart against those of the files, and the yearly totals against the rows. */
export async function countRows(s3: MemoryS3, files: readonly string[]) {
  const expected = expectedRows(files)
  const tables = await readTables(s3)
  const rowsOf = (prefix: string) =>
    Object.keys(tables)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => tables[key]!.map((row) => JSON.parse(row)))
  let doubled = 0
  const left = new Map(expected)
  const rows = rowsOf('partitioned_txn/')
  for (const { transaction_id: id, amount } of rows)
    if (left.get(id) === Number(amount)) left.delete(id)
    else doubled++
  const total = rows.reduce((sum, { amount }) => sum + Number(amount), 0)
  const unequal = ['daily_summary/', 'monthly_trend/', 'quarterly/qoq_growth/'].flatMap((table) => {
    const sum = rowsOf(table).reduce((all, row) => all + Number(row.total_amount), 0)
    return sum === total ? [] : [`${table} adds up to ${sum}, the rows to ${total}`]
  })
  const [apart, quarantined] = [rowsIn(files).filter(isApart).length, countQuarantined(s3)]
  if (apart !== quarantined) unequal.push(`${quarantined} rows are kept apart, not ${apart}`)
  return { lost: left.size, doubled, unequal }
}
