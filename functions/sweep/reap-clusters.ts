import type { ClusterSummary } from '@aws-sdk/client-emr'
import { clusterPrefix } from '../../jobs/cluster.ts'
import type { PipelineContext } from '../catalog/context.ts'
import { listClusters, terminateClusters } from '../emr/cluster.ts'
import { executionStatus } from '../run/executions.ts'
import { readVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { record } from '../runtime/metrics.ts'

/** Ends the clusters that no run uses, where there are any at all; a fault of EMR keeps nothing else back. */
export async function reapOrphans({ policy, now }: PipelineContext): Promise<void> {
  if (!policy.emr) return
  await reapClusters(readVariable('STAGE'), executionStatus, now()).catch((error) =>
    logger.error('clusters not looked at', error as Error),
  )
}

/**
 * Ends clusters whose run has ended without ending them: aborted or timed out runs have no chance to. Returns the ids.
 * @param statusOf status of an execution, null when there is none of that name
 */
export async function reapClusters(
  stage: string,
  statusOf: (execution: string) => Promise<string | null>,
  now: Date,
): Promise<string[]> {
  const prefix = clusterPrefix(stage)
  const clusters = await listClusters(prefix)
  record('ClusterSeconds', Math.max(0, ...clusters.map((cluster) => ageOf(cluster, now))))
  const orphans: string[] = []
  for (const { Id, Name } of clusters)
    if ((await statusOf(Name!.slice(prefix.length))) !== 'RUNNING') orphans.push(Id!)
  if (orphans.length === 0) return orphans
  await terminateClusters(orphans)
  logger.warn('ended clusters that no run uses', { clusters: orphans })
  return orphans
}

const ageOf = ({ Status }: ClusterSummary, now: Date): number => {
  const started = Status?.Timeline?.CreationDateTime
  return started ? (now.getTime() - started.getTime()) / 1000 : 0
}
