import { setTimeout as sleep } from 'node:timers/promises'
import { takeFault } from './faults.ts'
import {
  bootstrapFailure,
  type ClusterState,
  type EmrState,
  type Entry,
  idleSince,
  instanceFailure,
  isOver,
  noCapacity,
  now,
  type Reason,
  type Step,
  saveState,
} from './state.ts'
import { type RunStep, runOrFail } from './step-outcome.ts'

interface LifecycleOptions {
  state: EmrState
  /** File the state is kept in. */
  path: string
  /** Seconds from RunJobFlow until a cluster is ready; half of them STARTING, half BOOTSTRAPPING. */
  bootSeconds: number
  runStep: RunStep
  /** Work that must be done before a cluster is ready, such as installing Spark. */
  bootstrap?: () => Promise<unknown>
}

/** The life of the clusters: boots them, runs their steps one after the other, ends them. */
export class Lifecycle {
  readonly #options: LifecycleOptions
  readonly #stops = new Map<string, AbortController>()
  #closed = false

  constructor(options: LifecycleOptions) {
    this.#options = options
  }

  get entries(): Entry[] {
    return this.#options.state.entries
  }

  get faults() {
    return this.#options.state.faults
  }

  save(): void {
    if (!this.#closed) saveState(this.#options.path, this.#options.state)
  }

  start(entry: Entry): void {
    this.entries.push(entry)
    this.save()
    void this.#operate(entry)
  }

  /** After a restart: what was running then has failed, what was waiting goes on waiting. */
  resume(): void {
    for (const entry of this.entries.filter(({ cluster }) => !isOver(cluster.Status.State))) {
      const lost = entry.steps.find(({ Status }) => Status.State === 'RUNNING')
      if (entry.cluster.Status.State === 'TERMINATING')
        this.#end(entry, 'TERMINATED', { Code: 'USER_REQUEST' })
      else if (lost) {
        this.#endStep(lost, 'FAILED', 'The endpoint was restarted while the step was running.')
        this.terminate(entry, 'TERMINATED_WITH_ERRORS', instanceFailure)
      } else void this.#operate(entry)
    }
  }

  addSteps(entry: Entry, steps: Step[]): void {
    entry.steps.push(...steps)
    this.save()
  }

  /** Ends a cluster: its running step is killed, the others are cancelled. Does nothing to one that has ended. */
  terminate(entry: Entry, state: ClusterState, reason: Reason): void {
    if (isOver(entry.cluster.Status.State) || entry.cluster.Status.State === 'TERMINATING') return
    this.#enter(entry, 'TERMINATING', reason)
    this.#stops.get(entry.cluster.Id)?.abort()
    setTimeout(() => this.#end(entry, state, reason), 100)
  }

  /** Ends every process; the clusters stay as they are, for the next start. */
  close(): void {
    this.save()
    this.#closed = true
    for (const stop of this.#stops.values()) stop.abort()
  }

  async #operate(entry: Entry): Promise<void> {
    const stop = new AbortController()
    this.#stops.set(entry.cluster.Id, stop)
    try {
      if (!entry.cluster.Status.Timeline.ReadyDateTime) await this.#boot(entry, stop.signal)
      while (!stop.signal.aborted) await this.#work(entry, stop.signal)
    } catch (error) {
      if (stop.signal.aborted) return
      this.terminate(entry, 'TERMINATED_WITH_ERRORS', { Code: 'INTERNAL_ERROR', Message: String(error) })
    }
  }

  async #boot(entry: Entry, signal: AbortSignal): Promise<void> {
    const half = (this.#options.bootSeconds * 1000) / 2
    await sleep(half, undefined, { signal })
    if (takeFault(this.faults, 'capacity')) {
      return this.terminate(entry, 'TERMINATED_WITH_ERRORS', noCapacity)
    }
    this.#enter(entry, 'BOOTSTRAPPING', {})
    await Promise.all([sleep(half, undefined, { signal }), this.#options.bootstrap?.()])
    if (takeFault(this.faults, 'bootstrap')) {
      return this.terminate(entry, 'TERMINATED_WITH_ERRORS', bootstrapFailure)
    }
    if (!signal.aborted) entry.cluster.Status.Timeline.ReadyDateTime = now()
  }

  /** One step, or one look for a step. */
  async #work(entry: Entry, signal: AbortSignal): Promise<void> {
    const step = entry.steps.find(({ Status }) => Status.State === 'PENDING')
    if (step) return this.#runStep(entry, step, signal)
    if (entry.cluster.AutoTerminate) {
      return this.terminate(entry, 'TERMINATED', { Code: 'ALL_STEPS_COMPLETED', Message: 'Steps completed' })
    }
    if (entry.cluster.Status.State !== 'WAITING') {
      this.#enter(entry, 'WAITING', { Message: 'Cluster ready to run steps.' })
    }
    const idle = now() - idleSince(entry)
    if (entry.idleTimeout !== null && idle > entry.idleTimeout) {
      const Message = `Cluster was idle for ${entry.idleTimeout} seconds`
      return this.terminate(entry, 'TERMINATED', { Code: 'ALL_STEPS_COMPLETED', Message })
    }
    await sleep(100, undefined, { signal })
  }

  async #runStep(entry: Entry, step: Step, signal: AbortSignal): Promise<void> {
    step.Status.State = 'RUNNING'
    step.Status.Timeline.StartDateTime = now()
    this.#enter(entry, 'RUNNING', { Message: 'Running step' })
    const outcome = await runOrFail(this.#options, entry, step, signal)
    if (signal.aborted) return
    if (outcome === 'spot') return this.terminate(entry, 'TERMINATED_WITH_ERRORS', instanceFailure)
    if (outcome.ok) this.#endStep(step, 'COMPLETED')
    else {
      this.#endStep(step, 'FAILED', outcome.message, outcome.logFile)
      this.#afterFailure(entry, step)
    }
    this.save()
  }

  #afterFailure(entry: Entry, step: Step): void {
    if (step.ActionOnFailure === 'CONTINUE') return
    for (const other of entry.steps) if (other.Status.State === 'PENDING') this.#endStep(other, 'CANCELLED')
    if (step.ActionOnFailure === 'CANCEL_AND_WAIT') return
    this.terminate(entry, 'TERMINATED_WITH_ERRORS', {
      Code: 'STEP_FAILURE',
      Message: `Shut down as step failed: ${step.Id}`,
    })
  }

  #endStep(step: Step, state: Step['Status']['State'], message?: string, LogFile?: string): void {
    step.Status.State = state
    step.Status.Timeline.EndDateTime = now()
    if (message) step.Status.FailureDetails = { Reason: 'Unknown Error.', Message: message, LogFile }
  }

  #enter(entry: Entry, state: ClusterState, reason: Reason): void {
    entry.cluster.Status.State = state
    entry.cluster.Status.StateChangeReason = reason
    this.save()
  }

  #end(entry: Entry, state: ClusterState, reason: Reason): void {
    for (const step of entry.steps) {
      if (step.Status.State === 'RUNNING') {
        this.#endStep(step, state === 'TERMINATED' ? 'CANCELLED' : 'FAILED', reason.Message)
      } else if (step.Status.State === 'PENDING') this.#endStep(step, 'CANCELLED')
    }
    entry.cluster.Status.Timeline.EndDateTime = now()
    this.#enter(entry, state, reason)
  }
}
