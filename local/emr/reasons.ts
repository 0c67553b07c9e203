import { type Entry, now, type Reason } from './state.ts'

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
