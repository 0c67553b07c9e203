import { deployedContext } from './catalog/context.ts'
import { handle } from './handle.ts'
import { type RecoverTask, recoverRun } from './run/recover-run.ts'

/** State Recover: ends a run after a fault. */
export const handler = handle((task: RecoverTask, store) => recoverRun(deployedContext(store), task))
