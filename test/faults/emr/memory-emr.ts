import { answer } from '../../../local/emr/calls.ts'
import { Lifecycle } from '../../../local/emr/lifecycle.ts'
import {
  type ClusterState,
  type Entry,
  isOver,
  now,
  type Reason,
  type Step,
} from '../../../local/emr/state.ts'
import { type MemoryS3, S3Fault } from '../memory-s3.ts'
import { runScript } from './run-script.ts'

/** The calls that the functions make. */
export const emrCalls = [
  'RunJobFlow',
  'ListClusters',
  'AddJobFlowSteps',
  'ListSteps',
  'DescribeStep',
  'DescribeCluster',
  'TerminateJobFlows',
]

/**
 * EMR in memory, spoken to in the SDK's commands: answers as the local EMR does. Clusters are ready at once; a step
 * begins as it is added and runs beside whoever added it, so it goes on when that one dies.
 */
export class MemoryEmr {
  private readonly clusters: InstantClusters

  constructor(s3: MemoryS3, run = runScript) {
    this.clusters = new InstantClusters(s3, run)
  }

  knows = (command: string) => emrCalls.includes(command.replace(/Command$/, ''))

  async send(command: string, input: object): Promise<unknown> {
    try {
      return reviveMoments(answer(this.clusters, command.replace(/Command$/, ''), input))
    } catch (error) {
      throw new S3Fault((error as Error).name, 400)
    }
  }

  /** Waits until no step is under way. */
  rest = () => this.clusters.working

  /** Names of all steps that any cluster was given. */
  stepNames = (): string[] => this.clusters.entries.flatMap(({ steps }) => steps.map(({ Name }) => Name))

  /** Names of the clusters that still cost money. */
  alive = (): string[] =>
    this.clusters.entries
      .filter(({ cluster }) => !isOver(cluster.Status.State))
      .map(({ cluster }) => cluster.Name)
}

/** The local EMR's clusters without its clock: nothing boots, nothing is polled, no idle cluster ends by itself. */
class InstantClusters extends Lifecycle {
  working: Promise<void> = Promise.resolve()
  private readonly s3: MemoryS3
  private readonly runScript: typeof runScript

  constructor(s3: MemoryS3, run: typeof runScript) {
    const runStep = async () => ({ ok: true }) as const
    super({ state: { entries: [], faults: {} }, path: '', bootSeconds: 0, runStep })
    this.s3 = s3
    this.runScript = run
  }

  override save(): void {}

  override start(entry: Entry): void {
    this.entries.push(entry)
    entry.cluster.Status.State = 'WAITING'
    entry.cluster.Status.Timeline.ReadyDateTime = now()
  }

  override addSteps(entry: Entry, steps: Step[]): void {
    entry.steps.push(...steps)
    for (const step of steps) this.working = this.working.then(() => this.run(step))
  }

  override terminate(entry: Entry, state: ClusterState, reason: Reason): void {
    const { Status } = entry.cluster
    if (isOver(Status.State)) return
    Object.assign(Status, { State: state, StateChangeReason: reason })
    for (const step of entry.steps) if (!isDone(step)) finish(step, 'CANCELLED')
  }

  private async run(step: Step): Promise<void> {
    if (isDone(step)) return
    step.Status.State = 'RUNNING'
    step.Status.Timeline.StartDateTime = now()
    const failure = await this.runScript(this.s3, step.Config.Args.at(-1)!).then(() => null, String)
    if (isDone(step)) return
    finish(step, failure ? 'FAILED' : 'COMPLETED')
    if (failure) step.Status.FailureDetails = { Reason: 'Unknown Error.', Message: failure }
  }
}

const isDone = ({ Status }: Step) => Status.State !== 'PENDING' && Status.State !== 'RUNNING'

function finish({ Status }: Step, state: Step['Status']['State']): void {
  Status.State = state
  Status.Timeline.EndDateTime = now()
}

/** An answer as the SDK hands it on: a copy, with its moments as dates. */
const reviveMoments = (body: object): object =>
  JSON.parse(JSON.stringify(body), (name, value) =>
    name.endsWith('DateTime') && typeof value === 'number' ? new Date(value * 1000) : value,
  )
