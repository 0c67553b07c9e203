import { compareTables, readStates, readTables, type Tables } from './accounting.ts'
import type { Cloud } from './cloud.ts'
import type { Injection, Kind } from './interception.ts'
import { play, prepare, type Recovery } from './scenario.ts'
import { compareSnapshots } from './snapshots.ts'
import { lightStory, type Story } from './stories.ts'

/** One line of the table: what was injected, how often, and what became of it. */
export interface Line {
  fault: string
  injections: number
  outcome: string
  lost: number
  doubled: number
}

const kinds: Kind[] = ['fails', 'worker dies', 'run stops', 'run pauses']
const moments = ['before', 'after'] as const
const variants = moments.flatMap((when) => kinds.map((kind) => ({ kind, when })))

interface Clean {
  story: Story
  prepared: Cloud
  calls: string[]
  tables: Tables
  states: Record<string, string>
}

/** Plays the story undisturbed and records every call of the run that will be hit. */
export async function recordCleanRun(story = lightStory): Promise<Clean> {
  const prepared = await prepare(story)
  const cloud = await play(story, prepared, null, 'sweep')
  const [tables, states] = [await readTables(cloud.s3), readStates(cloud.s3)]
  return { story, prepared, calls: cloud.calls, tables, states }
}

/**
 * The injections to play: with `all`, every call in every way; else every call in as many of the eight ways as the story
 * says, taking turns, so that neighbouring calls cover what this one does not.
 * @param stride takes only every so many-th injection
 */
export function chooseInjections({ story, calls }: Clean, all: boolean, stride = 1): Injection[] {
  const chosen = calls.flatMap((call, index) => {
    const ways = all ? variants.length : story.ways(call)
    if (ways === 0) return []
    const step = variants.length / ways
    return variants
      .filter((_, variant) => variant % step === index % step)
      .map((variant): Injection => ({ call, ...variant }))
  })
  return chosen.filter((_, index) => index % stride === 0)
}

export interface Verdict extends Injection {
  recovery: Recovery
  lost: number
  doubled: number
  /** What is not as it must be; empty when all is well. */
  wrong: string[]
}

/** Plays one injection, recovers, and compares everything with the undisturbed run. */
export async function inject(clean: Clean, injection: Injection, recovery: Recovery): Promise<Verdict> {
  const verdict = { ...injection, recovery, lost: 0, doubled: 0 }
  try {
    const cloud = await play(clean.story, clean.prepared, injection, recovery)
    const account = compareTables(clean.tables, await readTables(cloud.s3))
    const states = Object.entries(readStates(cloud.s3)).filter(
      ([upload, state]) => clean.states[upload] !== state,
    )
    const wrong = [
      ...(cloud.injected === 1 ? [] : [`hit ${cloud.injected} times`]),
      ...account.different.map((key) => `${key} differs`),
      ...states.map(([upload, state]) => `${upload} is ${state}`),
      ...[...cloud.runs.values()]
        .filter(({ status }) => status === 'RUNNING')
        .map(({ name }) => `${name} still runs`),
      ...(await compareSnapshots(cloud)),
      ...cloud.emr.alive().map((name) => `cluster ${name} is still alive`),
    ]
    return { ...verdict, lost: account.lost, doubled: account.doubled, wrong }
  } catch (error) {
    return { ...verdict, wrong: [(error as Error).stack ?? String(error)] }
  }
}

/** Sums verdicts up, one line per way of failing. */
export function summarize({ story }: Clean, verdicts: readonly Verdict[]) {
  return variants.flatMap(({ kind, when }) => {
    const of = verdicts.filter((verdict) => verdict.kind === kind && verdict.when === when)
    if (of.length === 0) return []
    const wrong = of.flatMap((verdict) => verdict.wrong)
    const outcome =
      wrong.length === 0 ? 'identical tables' : `${of.filter((each) => each.wrong.length > 0).length} WRONG`
    return [
      {
        fault: `${kind} ${when} ${story.call}`,
        injections: of.length,
        outcome,
        wrong,
        lost: of.reduce((sum, { lost }) => sum + lost, 0),
        doubled: of.reduce((sum, { doubled }) => sum + doubled, 0),
      },
    ]
  })
}
