import { mock } from 'node:test'
import { Cloud, outputBucket } from './cloud.ts'
import type { Injection } from './interception.ts'
import { lightStory, type Story } from './stories.ts'

const morning = Date.parse('2024-06-01T00:00:00Z')

/** The clock of the world: only Date is told, timers run on. */
export const clock = {
  start: () => mock.timers.enable({ apis: ['Date'], now: morning }),
  /** Back to the morning of the story. */
  rewind: () => mock.timers.setTime(morning),
  pass: (minutes: number) => mock.timers.setTime(Date.now() + minutes * 60_000),
}

/** A cloud in which one upload is published. */
export async function prepare(story = lightStory): Promise<Cloud> {
  Object.assign(process.env, story.settings)
  const cloud = new Cloud()
  cloud.install()
  clock.rewind()
  await cloud.upload('incoming/first.csv', story.first)
  return cloud
}

/** How what a fault left is picked up: by the next upload and the sweeps alone, or by a replay before them. */
export type Recovery = 'sweep' | 'replay'

/**
 * The story every fault is injected into: a correction file arrives (this is the run that is hit), time passes, another
 * upload of the same month arrives, what was paused wakes up, and the sweeps run until nothing is left to do.
 */
export async function play(
  story: Story,
  prepared: Cloud,
  injection: Injection | null,
  recovery: Recovery,
): Promise<Cloud> {
  Object.assign(process.env, story.settings)
  const cloud = prepared.clone()
  cloud.injection = injection
  cloud.install()
  clock.rewind()
  clock.pass(1)
  await cloud.upload('incoming/correction.csv', story.correction, true)
  clock.pass(story.minutes)
  await cloud.upload('incoming/next.csv', story.next)
  await cloud.wake()
  if (recovery === 'replay') await replay(cloud)
  await sweepUntilQuiet(cloud)
  return cloud
}

/** Runs failed uploads again, under the name a person's replay would give them. */
async function replay(cloud: Cloud): Promise<void> {
  const failed = [...cloud.runs.values()].filter(({ status }) => status === 'FAILED' || status === 'ABORTED')
  for (const { name, input } of failed) cloud.start(`${name}-r1`, input)
  await cloud.settle()
}

/** Nightly runs and light sweeps, until a night finds nothing pending and nothing due. */
export async function sweepUntilQuiet(cloud: Cloud): Promise<void> {
  for (let night = 0; night < 6; night++) {
    clock.pass(180)
    const before = catalogOf(cloud)
    await cloud.invoke('light', 'sweep', { mode: 'light' })
    await cloud.settle()
    cloud.start(`nightly-${night}`, { trigger: 'schedule' })
    await cloud.settle()
    const pending = cloud.s3.keys(outputBucket, '_pipeline/pending/')
    if (night > 0 && pending.length === 0 && catalogOf(cloud) === before) return
  }
  throw new Error('the nights never became quiet')
}

const catalogOf = ({ s3 }: Cloud) => s3.body(outputBucket, '_pipeline/catalog.json')?.toString()
