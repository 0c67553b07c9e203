import './environment.ts'
import { parseArgs } from 'node:util'
import { chooseInjections, inject, recordCleanRun, summarize, type Verdict } from './crash-everywhere.ts'
import { playCrowd } from './crowd.ts'
import { fileMisfortunes } from './misfortunes/files.ts'
import { outages } from './misfortunes/outages.ts'
import { playMisfortune } from './misfortunes/play.ts'
import { clock } from './scenario.ts'
import { printTable } from './table.ts'

// npm run test:faults: every call of a run is hit; -- --all hits it in all eight ways, -- --stride 10 takes every tenth
// -- --deployed hits the deployed local cloud instead: its connections, its workers, and the cloud itself
const { values } = parseArgs({
  options: { all: { type: 'boolean' }, stride: { type: 'string' }, deployed: { type: 'boolean' } },
})
if (values.deployed) {
  const { playDeployed } = await import('./deployed/play.ts')
  const lines = await playDeployed()
  printTable(lines)
  process.exit(lines.some(({ wrong }) => wrong.length > 0) ? 1 : 0)
}
clock.start()
const clean = await recordCleanRun()
const injections = chooseInjections(clean, values.all ?? false, Number(values.stride ?? 1))
const verdicts: Verdict[] = []
for (const [index, injection] of injections.entries()) {
  const verdict = await inject(clean, injection, index % 2 === 0 ? 'sweep' : 'replay')
  verdicts.push(verdict)
  if (verdict.wrong.length > 0)
    console.log(
      `WRONG: ${injection.kind} ${injection.when} ${injection.call} (${verdict.recovery})\n  ${verdict.wrong.join('\n  ')}`,
    )
  if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${injections.length}`)
}
const misfortuneLines = []
for (const misfortune of [...fileMisfortunes, ...outages]) {
  const line = await playMisfortune(clean.prepared, misfortune)
  misfortuneLines.push(line)
  if (line.wrong.length > 0) console.log(`WRONG: ${line.fault}\n  ${line.wrong.join('\n  ')}`)
}
const crowd = await playCrowd(20)
misfortuneLines.push(crowd)
if (crowd.wrong.length > 0) console.log(`WRONG: ${crowd.fault}\n  ${crowd.wrong.join('\n  ')}`)
printTable([...summarize(verdicts), ...misfortuneLines])
process.exit([...verdicts, ...misfortuneLines].some(({ wrong }) => wrong.length > 0) ? 1 : 0)
