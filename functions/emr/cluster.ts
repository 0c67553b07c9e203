import {
  type ClusterState,
  type ClusterSummary,
  EMRClient,
  paginateListClusters,
  RunJobFlowCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr'
import { type ClusterChoices, clusterName, describeCluster } from '../../jobs/cluster.ts'
import { countCalls } from '../runtime/usage.ts'

/** The one EMR client of a function. EMR throttles readily: more tries than usual. */
export const emr = countCalls(new EMRClient({ maxAttempts: 8, retryMode: 'adaptive' }))

const alive: ClusterState[] = ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING']

/** Every cluster of this account that costs money and whose name begins so. */
export async function listClusters(prefix: string): Promise<ClusterSummary[]> {
  const found: ClusterSummary[] = []
  for await (const { Clusters = [] } of paginateListClusters({ client: emr }, { ClusterStates: alive }))
    found.push(...Clusters.filter(({ Name }) => Name?.startsWith(prefix)))
  return found
}

/** Ids of the clusters a run has; more than one when a call was repeated before EMR listed the first. */
async function findClusters(stage: string, execution: string): Promise<string[]> {
  const name = clusterName(stage, execution)
  return (await listClusters(name)).filter(({ Name }) => Name === name).map(({ Id }) => Id!)
}

/** The run's cluster, found again when it has one, otherwise started for so many rows; its id. */
export async function openCluster(choices: ClusterChoices, execution: string, rows: number): Promise<string> {
  const [found] = await findClusters(choices.stage, execution)
  if (found) return found
  const started = await emr.send(new RunJobFlowCommand(describeCluster(choices, execution, rows)))
  return started.JobFlowId!
}

/** Ends every cluster of a run; the ids. A run without one is no error. */
export async function closeClusters(stage: string, execution: string): Promise<string[]> {
  const ids = await findClusters(stage, execution)
  if (ids.length > 0) await terminateClusters(ids)
  return ids
}

/** Ends clusters, at most ten a call as EMR allows; ending one that has ended is no error. */
export async function terminateClusters(ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += 10)
    await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: ids.slice(at, at + 10) }))
}
