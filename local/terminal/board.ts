import { Listr } from 'listr2'

/** How progress is shown: redrawn on a terminal, as plain lines elsewhere, not at all beside --json. */
export type Mode = 'live' | 'plain' | 'silent'

/** Shows how far a job is; `milestone` names what a plain log should get a new line for, `trouble` gets a line of its own. */
export type Show = (line: string, milestone: string, trouble?: string) => void

/** How a job ended: the line that says so, and whether a person has to do something about it. */
interface JobEnding {
  line: string
  ok: boolean
}

/** Something to do under a title. */
export interface Job {
  title: string
  work: (show: Show) => Promise<JobEnding>
}

export const chooseMode = (json: boolean): Mode => (json ? 'silent' : process.stdout.isTTY ? 'live' : 'plain')

/** Does jobs, several at once, and shows them. Throws the first error of a job; none is begun after it. */
export async function runJobs(jobs: Job[], mode: Mode, concurrent: number): Promise<void> {
  const errors: unknown[] = []
  const tasks = jobs.map(({ title, work }) => ({
    title,
    task: async (_: unknown, task: LiveTask) => {
      if (errors.length > 0) throw errors[0]
      const ending = await work(showOf(mode, task, title)).catch((error) => {
        errors.push(error)
        throw error
      })
      task.title = `${title}  ${ending.line}`
      if (mode === 'plain') console.log(task.title)
      if (!ending.ok) throw new Error(ending.line)
    },
  }))
  // What is not ok gets its mark by throwing; the titles have been told already.
  const options = { concurrent, registerSignalListeners: false, exitOnError: false } as const
  const live = { collapseErrors: false, showErrorMessage: false } as const
  await (mode === 'live'
    ? new Listr(tasks, { ...options, renderer: 'default', rendererOptions: live })
    : new Listr(tasks, { ...options, renderer: 'silent' })
  ).run()
  if (errors.length > 0) throw errors[0]
}

const showOf = (mode: Mode, task: LiveTask, title: string): Show =>
  mode === 'live' ? liveShow(task, title) : mode === 'plain' ? plainShow(title) : () => {}

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
