import '../faults/environment.ts'
import { Cloud, inputBucket, outputBucket } from '../faults/cloud.ts'
import { heavyStory, lightStory } from '../faults/stories.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a task is given and answers is JSON of any shape
type Json = any

/** A cloud as a task of a run finds it. */
interface Reached {
  cloud: Cloud
  /** Name of the run. */
  run: string
  input: Json
  /** Calls the task's function as the run does, or with some of the input changed. */
  call: (changes?: object) => Promise<Json>
  /** Keys of the output bucket under a prefix, and the JSON at one of them. */
  keys: (prefix: string) => string[]
  json: (key: string) => Json
}

/** Remembers how the cloud was, and what the function was given, when a task was first called. */
class WatchfulCloud extends Cloud {
  found: { cloud: Cloud; run: string; input: Json } | undefined
  private readonly task: string

  constructor(task: string) {
    super()
    this.task = task
  }

  override async invoke(run: string, name: string, input: unknown): Promise<unknown> {
    if (name === this.task && !this.found) {
      const cloud = new Cloud(this.s3.clone())
      for (const [known, each] of this.runs) cloud.runs.set(known, each)
      this.found = { cloud, run, input: structuredClone(input) }
    }
    return super.invoke(run, name, input)
  }
}

/**
 * Lets a story happen in a cloud of its own and goes back to the moment in which a run first called a task's function.
 * EMR is new then, without any cluster. Throws when no run comes to the task.
 * @param task file name of the function, such as `publish`
 */
export async function reachTask(task: string, story: (cloud: Cloud) => Promise<unknown>): Promise<Reached> {
  const watchful = new WatchfulCloud(task)
  watchful.install()
  await story(watchful)
  await watchful.settle()
  if (!watchful.found) throw new Error(`no run came to ${task}`)
  const { cloud, run, input } = watchful.found
  cloud.install()
  return {
    cloud,
    run,
    input,
    call: (changes = {}) => cloud.invoke(run, task, { ...input, ...changes }),
    keys: (prefix) => cloud.s3.keys(outputBucket, prefix),
    json: (key) => JSON.parse(String(cloud.s3.body(outputBucket, key))),
  }
}

/** One upload of twenty good rows of March 2024; everything is computed in functions. */
export function lightUpload(cloud: Cloud): Promise<unknown> {
  Object.assign(process.env, lightStory.settings)
  return cloud.upload('incoming/first.csv', lightStory.first)
}

/** One upload that is checked and computed on EMR: a large March, a small April. */
export function heavyUpload(cloud: Cloud): Promise<unknown> {
  Object.assign(process.env, heavyStory.settings)
  return cloud.upload('incoming/heavy.csv', heavyStory.correction.replaceAll('T2024', 'H2024'))
}

export { inputBucket, outputBucket }
