import '../faults/environment.ts'
import { parseArgs } from 'node:util'
import { convertMutated } from '../functions/conversion/mutated-file.ts'

// npm run test:fuzz: 10,000 mutated files; -- --files N takes so many, -- --from SEED starts there
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
})
const [first, files] = [Number(values.from), Number(values.files)]
const sums = { refused: 0, rows: 0, malformed: 0 }
const wrong: number[] = []
const reasons = new Map<string, number>()

for (let seed = first; seed < first + files; seed++) {
  try {
    const fate = await convertMutated(seed, 60)
    if ('refused' in fate) {
      sums.refused++
      const reason = fate.refused.replace(/[0-9]+/g, 'N')
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    } else {
      sums.rows += fate.rows
      sums.malformed += fate.malformed
    }
  } catch (error) {
    wrong.push(seed)
    console.error(`seed ${seed}: ${error}`)
  }
  if ((seed - first + 1) % 500 === 0)
    console.log(`${seed - first + 1} of ${files} files, ${wrong.length} wrong`)
}
console.log(
  `${files} mutated files: ${sums.refused} refused at the door, in the others ${sums.rows} rows and ${sums.malformed} malformed lines`,
)
for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`${count} × ${reason}`)
console.log(
  wrong.length === 0 ? 'every row and every byte is accounted for' : `wrong: seeds ${wrong.join(', ')}`,
)
process.exit(wrong.length === 0 ? 0 : 1)
