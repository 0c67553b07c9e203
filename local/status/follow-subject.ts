import type { RunSummary } from '../../functions/run/run-summary.ts'
import { describeFailures } from '../../functions/run/run-summary.ts'
import { runKey } from '../../functions/storage/layout.ts'
import { readJson, s3Store } from '../../functions/storage/store.ts'
import { stack } from '../pipeline/stack.ts'
import { refreshReport } from '../report/refresh-report.ts'
import { chooseMode, type Job, runJobs, type Show } from '../terminal/board.ts'
import { exitCodes } from '../terminal/command-error.ts'
import { sayHowToFollow } from '../upload/deliver.ts'
import { type Delivery, describeEnding, exitCodeOf, explainRejection } from '../upload/ending.ts'
import { readFault, type WatchedRun, watchRun } from '../upload/follow.ts'
import { showingOf, track } from '../upload/send.ts'
import type { Subject } from './explain.ts'

/** Follows an upload, or a run, to its end. Returns the exit code; leaving early leaves it going. */
export async function followSubject(subject: Subject, json: boolean, signal: AbortSignal): Promise<number> {
  const { upload, runs } = subject
  if (!upload) return followRun(runs[0]!, json, signal)
  const { id, key, bytes } = upload
  const delivery: Delivery = { file: key, upload: id, key, bytes }
  const job = {
    title: key,
    async work(show: Show) {
      const { run, seenAt: _, ...ending } = await track(upload, show, signal, runs[0])
      Object.assign(delivery, ending, { rows: run?.rows, quality: run?.verdict })
      return { ok: exitCodeOf([delivery]) === exitCodes.done, line: describeEnding(delivery) }
    },
  }
  if (!(await follow(job, runs[0] ?? id, json, signal))) return exitCodes.interrupted
  if (json) console.log(JSON.stringify(delivery, null, 2))
  else explainRejection(delivery)
  if (delivery.state === 'published') await showReport(json)
  return exitCodeOf([delivery])
}

/** Follows one run of the state machine, whatever started it. Stages that failed in it are a fault, though the run ended well. */
export async function followRun(name: string, json: boolean, signal: AbortSignal): Promise<number> {
  let status = ''
  const job = {
    title: name,
    async work(show: Show) {
      const watched = await watchRun(name, (progress) => show(...showingOf(progress)), signal)
      status = watched.detail.status
      return { ok: status === 'SUCCEEDED', line: await describeRunEnding(watched) }
    },
  }
  if (!(await follow(job, name, json, signal))) return exitCodes.interrupted
  const failed = (await readJson<RunSummary>(s3Store(stack.outputBucket), runKey(name)))?.value.failed ?? []
  if (json) console.log(JSON.stringify({ run: name, status, failed }, null, 2))
  if (status !== 'SUCCEEDED') return exitCodes.fault
  await showReport(json)
  return failed.length > 0 ? exitCodes.fault : exitCodes.done
}

async function showReport(json: boolean): Promise<void> {
  if (!json) console.log(await refreshReport())
}

async function describeRunEnding({ detail, progress }: WatchedRun): Promise<string> {
  const { name, status, cause } = detail
  const fault = status === 'SUCCEEDED' ? undefined : ((await readFault(name)) ?? cause)
  const why = [...(fault ? [fault] : []), ...describeFailures(progress.failed)]
  return [status.toLowerCase(), ...why].join('; ')
}

/** False when it was interrupted. */
async function follow(job: Job, name: string, json: boolean, signal: AbortSignal): Promise<boolean> {
  try {
    await runJobs([job], chooseMode(json), 1)
    return true
  } catch (error) {
    if (!signal.aborted) throw error
    sayHowToFollow([name])
    return false
  }
}
