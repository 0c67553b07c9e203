import '../faults/environment.ts'
import { parseArgs } from 'node:util'
import { convertMutated } from '../functions/conversion/mutated-file.ts'

// npm run test:fuzz: 10,000 mutated files; -- --files N takes so many, -- --from SEED starts there
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
})
const [first, files] = [Number(values.from), Number(values.files)]
const sums = { refused: 0, refusedBytes: 0, bytes: 0, records: 0, staged: 0 }
const issues = { malformed: 0, unmasked: 0, dateless: 0 }
const wrong: number[] = []
const reasons = new Map<string, number>()

for (let done = 1; done <= files; done++) {
  await account(first + done - 1)
  if (done % 500 === 0) console.log(`${done} of ${files} files, ${wrong.length} wrong`)
}

async function account(seed: number): Promise<void> {
  try {
    const fate = await convertMutated(seed, 60)
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
