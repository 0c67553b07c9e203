import { Listr } from 'listr2'

/** How progress is shown: redrawn on a terminal, as plain lines elsewhere, not at all beside --json. */
export type Mode = 'live' | 'plain' | 'silent'

/** Shows how far a job is; `milestone` names what a plain log should get a new line for. */
export type Show = (line: string, milestone: string) => void

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
    task: async (_: unknown, task: { title: string }) => {
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

function liveShow(task: { title: string }, title: string): Show {
  const started = Date.now()
  return (line) => {
    task.title = `${title}  ${line}  ${((Date.now() - started) / 1000).toFixed(1)} s`
  }
}

function plainShow(title: string): Show {
  let shown = ''
  return (line, milestone) => {
    if (milestone === shown) return
    shown = milestone
    console.log(`${title}  ${line}`)
  }
}
