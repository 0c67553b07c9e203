import '../faults/environment.ts'
import { parseArgs } from 'node:util'
import { type DuckDbSession, withDuckDb } from '../../functions/runtime/duckdb.ts'
import { convertMutated } from '../functions/conversion/mutated-file.ts'

// npm run test:fuzz: 10,000 mutated files; -- --files N takes so many, -- --from SEED starts there
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
})
const [first, files] = [Number(values.from), Number(values.files)]
/** A DuckDB of its own for each file would be a third of the work. */
const filesPerDuckDb = 100
const sums = { refused: 0, refusedBytes: 0, bytes: 0, records: 0, staged: 0 }
const issues = { malformed: 0, unmasked: 0, dateless: 0 }
const wrong: number[] = []
const reasons = new Map<string, number>()

for (let seed = first; seed < first + files; seed += filesPerDuckDb)
  await withDuckDb(async (session) => {
    const last = Math.min(seed + filesPerDuckDb, first + files)
    for (let each = seed; each < last; each++) await account(session, each)
    if ((last - first) % 500 === 0) console.log(`${last - first} of ${files} files, ${wrong.length} wrong`)
  })

async function account(session: DuckDbSession, seed: number): Promise<void> {
  try {
    const fate = await convertMutated(session, seed, 60)
    if ('refused' in fate) {
      sums.refused++
      sums.refusedBytes += fate.bytes
      const reason = fate.refused.replace(/[0-9]+/g, 'N')
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      return
    }
    sums.bytes += fate.bytes
    sums.records += fate.records
    sums.staged += fate.staged
    for (const why of ['malformed', 'unmasked', 'dateless'] as const) issues[why] += fate.issues[why]
  } catch (error) {
    wrong.push(seed)
    console.error(`seed ${seed}: ${error}`)
  }
}

console.log(
  `${files} mutated files: ${sums.refused} refused at the door (${sums.refusedBytes} bytes), by reason:`,
)
for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`${count} × ${reason}`)
console.log(`the other ${files - sums.refused - wrong.length}: ${sums.bytes} bytes, every one looked at;
${sums.records} records = ${sums.staged} staged + ${issues.malformed} malformed lines + ${issues.unmasked} with a card number + ${issues.dateless} without a date`)
console.log(
  wrong.length === 0 ? 'every row and every byte is accounted for' : `wrong: seeds ${wrong.join(', ')}`,
)
process.exit(wrong.length === 0 ? 0 : 1)
