import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Progress } from '../terminal/steps.ts'
import { count } from '../terminal/wording.ts'
import { judgeFile } from '../validate/judge-file.ts'
import { convertAll } from './pipeline.ts'
import { makeSample } from './sample.ts'
import { median } from './snapshot-cost.ts'

/** CPU seconds, user and system, of converting one file and of validating it, measured in turn. */
interface ValidationCost {
  rows: number
  pairs: { convert: number; validate: number }[]
}

/** Measures pairs on one generated file, after one that does not count. */
export async function measureValidation(
  rows: number,
  pairs: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<ValidationCost> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const sample = await makeSample(rows, folder, signal)
    const file = { path: sample.csv, key: 'incoming/bench.csv' }
    const convert = () => convertAll(sample, join(folder, 'staged'))
    const validate = () => judgeFile(file, () => {}, signal)
    const measured: ValidationCost['pairs'] = []
    for (let pair = 0; pair <= pairs; pair++)
      await progress.step(`pair ${pair} of ${pairs}`, async () => {
        const cost = { convert: await burn(convert), validate: await burn(validate) }
        if (pair > 0) measured.push(cost)
        return `${pair === 0 ? 'not counted' : `pair ${pair}`}: ${describePair(cost)}`
      })
    return { rows, pairs: measured }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** CPU seconds, user and system, that some work takes. */
export async function burn(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const describePair = ({ convert, validate }: ValidationCost['pairs'][number]) =>
  `converted in ${convert.toFixed(2)} s of CPU, validated in ${validate.toFixed(2)} s`

/** The median of the pairs' ratios. */
export function describeValidation({ rows, pairs }: ValidationCost): string[] {
  const ratio = median(pairs.map(({ convert, validate }) => validate / convert))
  return [
    `validating ${count(rows)} rows takes ×${ratio.toFixed(2)} the CPU of converting them (median of ${pairs.length} pairs)`,
  ]
}
