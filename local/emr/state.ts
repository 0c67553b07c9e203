import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Faults } from './faults.ts'

export type ClusterState =
  | 'STARTING'
  | 'BOOTSTRAPPING'
  | 'RUNNING'
  | 'WAITING'
  | 'TERMINATING'
  | 'TERMINATED'
  | 'TERMINATED_WITH_ERRORS'

type StepState = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'

/** Why a state was entered; the codes are EMR's. */
export interface Reason {
  Code?: string
  Message?: string
}

/** Moments in seconds since 1970, as EMR's JSON protocol writes them. */
interface Timeline {
  CreationDateTime: number
  ReadyDateTime?: number
  StartDateTime?: number
  EndDateTime?: number
}

export interface Tag {
  Key: string
  Value: string
}

export interface Step {
  Id: string
  Name: string
  Config: { Jar: string; Args: string[]; Properties: Record<string, string> }
  ActionOnFailure: string
  Status: {
    State: StepState
    StateChangeReason: Reason
    FailureDetails?: { Reason: string; Message?: string; LogFile?: string }
    Timeline: Timeline
  }
}

interface Classification {
  Classification: string
  Properties?: Record<string, string>
}

/** A cluster in the shape in which DescribeCluster shows it. */
export interface Cluster {
  Id: string
  Name: string
  ClusterArn: string
  ReleaseLabel: string
  LogUri?: string
  InstanceCollectionType: string
  Applications: { Name: string }[]
  Tags: Tag[]
  Configurations: Classification[]
  AutoTerminate: boolean
  TerminationProtected: boolean
  Status: { State: ClusterState; StateChangeReason: Reason; Timeline: Timeline }
}

/** What the endpoint knows of a cluster. */
export interface Entry {
  cluster: Cluster
  steps: Step[]
  /** What RunJobFlow asked for, as it came. */
  request: Record<string, unknown>
  /** Seconds without a step after which the cluster ends by itself; null = never. */
  idleTimeout: number | null
}

/** Everything the endpoint keeps across a restart. */
export interface EmrState {
  entries: Entry[]
  faults: Faults
}

export const now = () => Date.now() / 1000

export const isOver = (state: ClusterState) => state.startsWith('TERMINATED')

export function loadState(path: string): EmrState {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as EmrState
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entries: [], faults: {} }
    throw error
  }
}

/** Replaces the file in one rename, so that a kill leaves the old or the new state. */
export function saveState(path: string, state: EmrState): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 1)}\n`)
  renameSync(`${path}.new`, path)
}

/** Moment (seconds) since which a cluster that is ready has had nothing to do. */
export function idleSince(entry: Entry): number {
  const ends = entry.steps.map(({ Status }) => Status.Timeline.EndDateTime ?? 0)
  return Math.max(entry.cluster.Status.Timeline.ReadyDateTime ?? now(), ...ends)
}

export const noCapacity: Reason = {
  Code: 'INSTANCE_FLEET_TIMEOUT',
  Message: 'Provisioning of the core instance fleet timed out: EC2 has insufficient capacity of m5.xlarge.',
}

export const bootstrapFailure: Reason = {
  Code: 'BOOTSTRAP_FAILURE',
  Message: 'On the master instance (i-00000000000000000), bootstrap action 1 returned a non-zero return code',
}

export const instanceFailure: Reason = {
  Code: 'INSTANCE_FAILURE',
  Message: 'All slaves in the job flow were terminated due to Spot',
}
