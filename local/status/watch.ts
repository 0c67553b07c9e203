import { setTimeout as sleep } from 'node:timers/promises'
import { kstDay } from '../../functions/runtime/kst.ts'
import { readPipelineState } from '../pipeline/pipeline-state.ts'
import { stack } from '../pipeline/stack.ts'
import { openScreen } from '../terminal/screen.ts'
import { describeBoard, describeChanges } from './board-text.ts'
import { type Overview, readCosts, summarize } from './overview.ts'

/** Seconds between two looks; each costs some listings. */
const pauseSeconds = () => (stack.stage === 'local' ? 2 : 10)

/** Shows the pipeline until it is interrupted: on a terminal as one screen, elsewhere what changes, line by line. */
export async function watchPipeline(out: NodeJS.WriteStream, signal: AbortSignal): Promise<void> {
  const screen = out.isTTY ? openScreen(out) : undefined
  const costs = new Map<string, number>()
  let before: Overview | undefined
  try {
    for (;;) {
      const now = new Date()
      const overview = summarize(await readPipelineState(), costs, now)
      const board = describeBoard(overview, await costOf(overview, costs, now), now)
      if (screen) screen.draw(board)
      else for (const line of before ? describeChanges(before, overview) : board) out.write(`${line}\n`)
      before = overview
      await sleep(pauseSeconds() * 1000, undefined, { signal })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    screen?.close()
  }
}

/** US dollars of the runs that started on this Korean day; what a run cost is asked once, when it has ended. */
async function costOf({ runs }: Overview, known: Map<string, number>, now: Date): Promise<number> {
  const today = runs.filter(({ startedAt }) => kstDay(startedAt) === kstDay(now))
  const ended = today
    .filter(({ run, status }) => status !== 'RUNNING' && !known.has(run))
    .map(({ run }) => run)
  const found = await readCosts(ended)
  // A run that leaves no summary, such as a replay's, has nothing to ask for again.
  for (const run of ended) known.set(run, found.get(run) ?? 0)
  return today.reduce((sum, { run }) => sum + (known.get(run) ?? 0), 0)
}
