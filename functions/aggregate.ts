import { type ComputeTask, computeStages } from './aggregate/compute-stages.ts'
import { handle } from './handle.ts'

/** Computes small stages on DuckDB; when none of them can be, the fault throws and the state machine counts it on each. */
export const handler = handle((task: ComputeTask, store) => computeStages(store, task))
