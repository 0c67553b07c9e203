import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judgeHead } from '../../functions/reception/judge-head.ts'
import type { Source } from '../../hive/source.ts'
import { sources } from '../../hive/sources.ts'
import { generateCsv } from '../generate/rows/csv.ts'
import { generateSourceFile } from '../generate/rows/source-file.ts'
import { defaultShape } from '../generate/rows/transactions.ts'
import { writeBlocks } from '../generate/write.ts'
import type { Progress } from '../terminal/steps.ts'
import { count } from '../terminal/wording.ts'
import { benchUpload, convertInto } from './pipeline.ts'
import { median } from './snapshot-cost.ts'
import { burn } from './validation.ts'

/** CPU seconds, user and system, of converting the same transactions as each source sends them, in turn. */
interface SourceCost {
  rows: number
  rounds: Record<string, number>[]
}

/** Measures rounds through every source, after one that does not count. */
export async function measureSources(
  rows: number,
  rounds: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<SourceCost> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const measured: SourceCost['rounds'] = []
    for (const source of sources) await writeFileOf(source, rows, folder, signal)
    for (let round = 0; round <= rounds; round++) {
      const costs: Record<string, number> = {}
      for (const source of sources)
        await progress.step(`round ${round} of ${rounds}, ${source.name}`, async () => {
          signal.throwIfAborted()
          costs[source.name] = await burn(() => convert(source, folder))
          return `${round === 0 ? 'not counted' : `round ${round}`}: ${source.name} ${costs[source.name]!.toFixed(2)} s of CPU`
        })
      if (round > 0) measured.push(costs)
    }
    return { rows, rounds: measured }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fileOf = ({ name }: Source, folder: string) => join(folder, `${name}.csv`)

async function writeFileOf(source: Source, rows: number, folder: string, signal: AbortSignal) {
  const shape = { ...defaultShape, rows }
  const blocks = source.name === 'contract' ? generateCsv(shape) : generateSourceFile(source, shape)
  await writeBlocks(blocks, fileOf(source, folder), { gzip: false, signal })
}

async function convert(source: Source, folder: string): Promise<void> {
  const path = fileOf(source, folder)
  const upload = { ...benchUpload((await stat(path)).size), key: `${source.prefix}bench.csv` }
  const open = async (start: number, end: number) => createReadStream(path, { start, end: end - 1 })
  const verdict = await judgeHead(upload, open)
  if ('problem' in verdict) throw new Error(`${source.name}: ${verdict.problem.reason}`)
  const staged = join(folder, 'staged')
  await convertInto(upload, verdict.format, open, staged)
  await rm(staged, { recursive: true })
}

/** The median over the rounds of each source's speed as a share of the contract's. */
export function describeSources({ rows, rounds }: SourceCost): string[] {
  const names = Object.keys(rounds[0]!).filter((name) => name !== 'contract')
  return names.map((name) => {
    const share = median(rounds.map((costs) => costs.contract! / costs[name]!))
    return `${name}: ${count(rows)} rows are converted at ${(share * 100).toFixed(0)} % of the contract's speed (median of ${rounds.length} rounds)`
  })
}
