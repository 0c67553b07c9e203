import { Listr } from 'listr2'

/** How progress is shown: redrawn on a terminal, as plain lines elsewhere, not at all beside --json. */
export type Mode = 'live' | 'plain' | 'silent'

/** Shows how far a job is; `milestone` names what a plain log should get a new line for, `trouble` gets a line of its own. */
export type Show = (line: string, milestone: string, trouble?: string) => void

/** Something to do under a title; its work returns the line that ends it. */
export interface Job {
  title: string
  work: (show: Show) => Promise<string>
}

export const chooseMode = (json: boolean): Mode => (json ? 'silent' : process.stdout.isTTY ? 'live' : 'plain')

/** Does jobs, several at once, and shows them. Throws the first error of a job. */
export async function runJobs(jobs: Job[], mode: Mode, concurrent: number): Promise<void> {
  const tasks = jobs.map(({ title, work }) => ({
    title,
    task: async (_: unknown, task: LiveTask) => {
      const show = mode === 'live' ? liveShow(task, title) : mode === 'plain' ? plainShow(title) : () => {}
      const line = await work(show)
      task.title = `${title}  ${line}`
      if (mode === 'plain') console.log(task.title)
    },
  }))
  const options = { concurrent, registerSignalListeners: false } as const
  await (mode === 'live'
    ? new Listr(tasks, {
        ...options,
        renderer: 'default',
        rendererOptions: { formatOutput: 'truncate' },
      })
    : new Listr(tasks, { ...options, renderer: 'silent' })
  ).run()
}

interface LiveTask {
  title: string
  output: string
}

function liveShow(task: LiveTask, title: string): Show {
  const started = Date.now()
  return (line, _, trouble) => {
    if (trouble) task.output = trouble
    task.title = `${title}  ${line}  ${((Date.now() - started) / 1000).toFixed(1)} s`
  }
}

function plainShow(title: string): Show {
  let shown = ''
  const told = new Set<string | undefined>([undefined])
  return (line, milestone, trouble) => {
    if (milestone !== shown) console.log(`${title}  ${line}`)
    if (!told.has(trouble)) console.log(`${title}  ${trouble}`)
    shown = milestone
    told.add(trouble)
  }
}
