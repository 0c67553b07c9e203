import { handle } from './handle.ts'
import { type TerminateClusterTask, terminateCluster } from './run/terminate-cluster.ts'

/** State TerminateCluster: ends the run's cluster, in every ending. */
export const handler = handle((task: TerminateClusterTask) => terminateCluster(task))
