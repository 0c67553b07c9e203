import {
  AddJobFlowStepsCommand,
  type Cluster,
  DescribeClusterCommand,
  DescribeStepCommand,
  ListStepsCommand,
  type Step,
  type StepState,
} from '@aws-sdk/client-emr'
import type { StepLimits } from './choices.ts'
import { emr } from './cluster.ts'

/** A step of a cluster. */
export interface StepRef {
  cluster: string
  step: string
  /** `s3://` path of the SQL it runs. */
  script: string
}

/** That EMR took no step, and why. */
export interface StepRefused {
  refused: string
}

/** What to do about a step; `unavailable`: no cluster could be had for it, so it has not even begun. */
export type StepVerdict =
  | { next: 'wait' }
  | { next: 'done' }
  | { next: 'failed'; reason: string }
  | { next: 'unavailable'; reason: string }

const usable: StepState[] = ['PENDING', 'RUNNING', 'COMPLETED']

/** The step that runs a script on a cluster, found again by its name when a call is repeated, otherwise added. */
export async function openStep(cluster: string, name: string, script: string): Promise<StepRef> {
  const listed = await emr.send(new ListStepsCommand({ ClusterId: cluster, StepStates: usable }))
  const found = listed.Steps?.find((step) => step.Name === name)
  if (found) return { cluster, step: found.Id!, script }
  const added = await emr.send(
    new AddJobFlowStepsCommand({
      JobFlowId: cluster,
      Steps: [
        {
          Name: name,
          ActionOnFailure: 'CANCEL_AND_WAIT',
          HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-sql', '-f', script] },
        },
      ],
    }),
  )
  return { cluster, step: added.StepIds![0]!, script }
}

/** How a step stands. */
export async function checkStep(
  { cluster, step }: StepRef,
  limits: StepLimits,
  now: Date,
): Promise<StepVerdict> {
  const [described, host] = await Promise.all([
    emr.send(new DescribeStepCommand({ ClusterId: cluster, StepId: step })),
    emr.send(new DescribeClusterCommand({ ClusterId: cluster })),
  ])
  return judgeStep(described.Step!, host.Cluster!, limits, now)
}

/** What to do about a step; pure. A step ends with its cluster, whatever it says itself. */
export function judgeStep(step: Step, cluster: Cluster, limits: StepLimits, now: Date): StepVerdict {
  const { State, Timeline, FailureDetails } = step.Status ?? {}
  const failed = (reason: string): StepVerdict => ({ next: 'failed', reason })
  if (State === 'COMPLETED') return { next: 'done' }
  const ended = cluster.Status?.State?.startsWith('TERMINAT')
  if (ended) {
    const reason = `cluster ${cluster.Id} ended: ${reasonOf(cluster)}`
    return Timeline?.StartDateTime ? failed(reason) : { next: 'unavailable', reason }
  }
  if (State === 'FAILED' || State === 'CANCELLED' || State === 'INTERRUPTED') {
    const details = FailureDetails?.Message ?? FailureDetails?.Reason ?? 'no reason given'
    return failed(
      `step ${step.Id} ${State.toLowerCase()}: ${details} (log: ${FailureDetails?.LogFile ?? 'none'})`,
    )
  }
  const secondsSince = (moment?: Date) => (moment ? (now.getTime() - moment.getTime()) / 1000 : 0)
  if (Timeline?.StartDateTime) {
    const overdue = secondsSince(Timeline.StartDateTime) > limits.runSeconds
    return overdue ? failed(`step ${step.Id} ran for more than ${limits.runSeconds} s`) : { next: 'wait' }
  }
  const overdue = secondsSince(Timeline?.CreationDateTime) > limits.startSeconds
  const reason = `step ${step.Id} did not start within ${limits.startSeconds} s`
  return overdue ? { next: 'unavailable', reason } : { next: 'wait' }
}

const reasonOf = ({ Status }: Cluster) =>
  [Status?.StateChangeReason?.Code, Status?.StateChangeReason?.Message].filter(Boolean).join(', ') ||
  'no reason given'
