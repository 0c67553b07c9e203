import type { HistoryEvent } from '@aws-sdk/client-sfn'

/** A state while a run was in it. */
export interface StateVisit {
  name: string
  /** Place of its beginning among the events. */
  at: number
  /** What it is: `Task`, `Choice`, `Map` … */
  type: string
  enteredAt: Date
  /** Missing while it lasts, and when it was left by a fault. */
  leftAt?: Date
  input?: string
  output?: string
  /** Within a Map or a Parallel. */
  inner: boolean
}

/** One attempt of a task. */
export interface TaskTry {
  /** Function it called, `convertChunk`; `emrStep` for the nested state machine. */
  task: string
  /** Place of its beginning among the events. */
  at: number
  startedAt: Date
  /** Missing while it goes on. */
  endedAt?: Date
  /** What it answered, JSON; missing when it failed. */
  output?: string
  failure?: { Error: string; Cause: string }
}

/** What happened in an execution. */
export interface RunHistory {
  /** Missing when nothing has happened yet. */
  startedAt?: Date
  /** Moment of the last event. */
  lastAt?: Date
  /** In the order they were entered. */
  states: StateVisit[]
  tries: TaskTry[]
}

/**
 * Reads the events of an execution, oldest first, as AWS writes them or as the local cloud does. AWS names the event each
 * one follows, tells of the states within Map and Parallel, and of functions by LambdaFunction events without their name.
 * MiniStack does none of this: its answers are found by the function's name, and states within are filled in.
 */
export function readEvents(events: readonly HistoryEvent[]): RunHistory {
  const reader = new HistoryReader(events)
  for (const [at, event] of events.entries()) reader.take(event, at)
  return {
    startedAt: events[0]?.timestamp,
    lastAt: events.at(-1)?.timestamp,
    states: reader.states,
    tries: reader.tries,
  }
}

class HistoryReader {
  readonly states: StateVisit[] = []
  readonly tries: TaskTry[] = []
  /** By the id of the event that scheduled them. */
  private readonly scheduled = new Map<number, TaskTry>()
  private readonly byId: Map<number, HistoryEvent>
  /** How many Map and Parallel states each event is within. */
  private readonly depths = new Map<number, number>()
  private readonly enteredBy = new Map<StateVisit, number>()

  constructor(events: readonly HistoryEvent[]) {
    this.byId = new Map(events.map((event) => [event.id!, event]))
  }

  take(event: HistoryEvent, at: number): void {
    const type: string = event.type ?? ''
    this.depths.set(event.id!, this.depthOf(event))
    if (event.stateEnteredEventDetails) this.enter(event, at)
    if (event.stateExitedEventDetails) this.leave(event)
    if (/^(LambdaFunction|Task)Scheduled$/.test(type)) this.scheduled.set(event.id!, this.begin(event, at))
    if (/^(LambdaFunction|Task)(Succeeded|Failed|TimedOut)$/.test(type)) this.end(event, at)
  }

  private depthOf({ type, previousEventId = 0, stateExitedEventDetails: exited }: HistoryEvent): number {
    const before = this.depths.get(previousEventId) ?? 0
    if (/^(Map|Parallel)StateStarted$/.test(type!)) return before + 1
    if (/^(Map|Parallel)State(Failed|Aborted)$/.test(type!)) return before - 1
    // It follows the last thing within, not the success.
    const left = /^(Map|Parallel)StateExited$/.test(type!) && this.openVisit(exited!.name!)
    return left ? this.depths.get(this.enteredBy.get(left)!)! : before
  }

  private readonly openVisit = (name: string) =>
    this.states.findLast((state) => state.name === name && !state.leftAt)

  private enter({ id, type, timestamp, stateEnteredEventDetails }: HistoryEvent, at: number): void {
    const { name, input } = stateEnteredEventDetails!
    const visit: StateVisit = {
      name: name!,
      at,
      type: type!.replace('StateEntered', ''),
      enteredAt: timestamp!,
      input,
      inner: this.depths.get(id!)! > 0,
    }
    this.states.push(visit)
    this.enteredBy.set(visit, id!)
  }

  private leave({ previousEventId, timestamp, stateExitedEventDetails }: HistoryEvent): void {
    const { name, output } = stateExitedEventDetails!
    const visit = this.openVisit(name!)
    if (!visit) return
    Object.assign(visit, { leftAt: timestamp, output })
    if (!previousEventId) this.states.push(...innerStates(visit))
  }

  private begin(event: HistoryEvent, at: number): TaskTry {
    const begun: TaskTry = { task: taskOf(event), at, startedAt: event.timestamp! }
    this.tries.push(begun)
    return begun
  }

  private end(event: HistoryEvent, at: number): void {
    const tried = this.tryOf(event) ?? this.begin(event, at)
    tried.endedAt = event.timestamp
    if (event.type!.endsWith('Succeeded')) {
      const details = event.lambdaFunctionSucceededEventDetails ?? event.taskSucceededEventDetails
      tried.output = details?.output
      return
    }
    const { error = 'unknown fault', cause = '' } =
      event.taskFailedEventDetails ??
      event.lambdaFunctionFailedEventDetails ??
      event.taskTimedOutEventDetails ??
      event.lambdaFunctionTimedOutEventDetails ??
      {}
    tried.failure = { Error: error, Cause: cause }
  }

  /** The try that an event ends: the one it follows, or else the oldest open one of its function. */
  private tryOf(event: HistoryEvent): TaskTry | undefined {
    let before = event.previousEventId
    while (before) {
      const found = this.scheduled.get(before)
      if (found) return found
      before = this.byId.get(before)?.previousEventId
    }
    const task = taskOf(event)
    return this.tries.find((each) => each.task === task && !each.endedAt)
  }
}

/** `arn:…:function:card-pipeline-local-convertChunk` → `convertChunk` */
function taskOf(event: HistoryEvent): string {
  const { resource = '' } =
    event.lambdaFunctionScheduledEventDetails ??
    event.taskScheduledEventDetails ??
    event.taskSucceededEventDetails ??
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    {}
  return resource.includes('startExecution') ? 'emrStep' : resource.slice(resource.lastIndexOf('-') + 1)
}

/** The states, other than tasks, that a finished Map or Parallel must have gone through by its output. */
function innerStates({ name, at, enteredAt, leftAt, output }: StateVisit): StateVisit[] {
  const { results = [] } = JSON.parse(output ?? '{}')
  // what the Pass StageFailed put out: of a call its stages, of a single stage that it is not ok
  const failed = (of: readonly { stages?: unknown; ok?: boolean }[]) =>
    of.filter(({ stages, ok }) => stages || ok === false).map(() => 'StageFailed')
  const names: Record<string, () => string[]> = {
    ComputeStages: () => {
      const [small = [], heavy = []] = results
      return ['ComputeOnLambda', ...failed(small), 'AnyHeavy', ...(heavy.length ? [] : ['NoneComputed'])]
    },
    CollectStages: () => failed(results),
    DeferStages: () => failed(results).map(() => 'StageDeferred'),
  }
  const type = (inner: string) => ({ ComputeOnLambda: 'Map', AnyHeavy: 'Choice' })[inner] ?? 'Pass'
  return (names[name]?.() ?? []).map((inner) => {
    return { name: inner, at, type: type(inner), enteredAt, leftAt, inner: true }
  })
}
