import './environment.ts'
import { parseArgs } from 'node:util'
import {
  chooseInjections,
  inject,
  type Line,
  recordCleanRun,
  summarize,
  type Verdict,
} from './crash-everywhere.ts'
import { playCrowd } from './crowd.ts'
import { fileMisfortunes } from './misfortunes/files.ts'
import { outages } from './misfortunes/outages.ts'
import { playMisfortune } from './misfortunes/play.ts'
import { clock, prepare } from './scenario.ts'
import { daysStory, heavyStory, lightStory, type Story } from './stories.ts'
import { printTable } from './table.ts'

type Judged = Line & { wrong: string[] }

// npm run test:faults: every call of a run is hit; -- --all hits it in all eight ways, -- --stride 10 takes every tenth,
// -- --only light|days|heavy|misfortunes plays one part
// -- --deployed hits the deployed local cloud instead: its connections, its workers, and the cloud itself
const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    stride: { type: 'string', default: '1' },
    only: { type: 'string' },
    deployed: { type: 'boolean' },
    drop: { type: 'string' },
  },
})
const parts: Record<string, () => Promise<Judged[]>> = {
  light: () => playStory(lightStory),
  days: () => playStory(daysStory),
  heavy: () => playStory(heavyStory),
  misfortunes: playMisfortunes,
}
if (values.drop) {
  const { playDrop } = await import('./deployed/drop-at-once.ts')
  end([await playDrop(Number(values.drop))])
}
if (values.deployed) {
  const { playDeployed } = await import('./deployed/play.ts')
  end(await playDeployed())
}
clock.start()
const lines: Judged[] = []
for (const [name, play] of Object.entries(parts))
  if (!values.only || values.only === name) lines.push(...(await play()))
end(lines)

function end(lines: Judged[]): never {
  printTable(lines)
  process.exit(lines.some(({ wrong }) => wrong.length > 0) ? 1 : 0)
}

async function playStory(story: Story): Promise<Judged[]> {
  const clean = await recordCleanRun(story)
  const injections = chooseInjections(clean, values.all, Number(values.stride))
  const verdicts: Verdict[] = []
  for (const [index, injection] of injections.entries()) {
    const verdict = await inject(clean, injection, index % 2 === 0 ? 'sweep' : 'replay')
    verdicts.push(verdict)
    const { kind, when, call } = injection
    complain(`${kind} ${when} ${call} (${verdict.recovery})`, verdict.wrong)
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${injections.length}`)
  }
  return summarize(clean, verdicts)
}

async function playMisfortunes(): Promise<Judged[]> {
  const prepared = await prepare()
  const lines: Judged[] = []
  for (const misfortune of [...fileMisfortunes, ...outages])
    lines.push(await playMisfortune(prepared, misfortune))
  lines.push(await playCrowd(20))
  for (const { fault, wrong } of lines) complain(fault, wrong)
  return lines
}

function complain(fault: string, wrong: readonly string[]): void {
  if (wrong.length > 0) console.log(`WRONG: ${fault}\n  ${wrong.join('\n  ')}`)
}
