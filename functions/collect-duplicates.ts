import { type CollectDuplicatesTask, collectDuplicates } from './emr/collect-duplicates.ts'
import { handle } from './handle.ts'

/** State CollectDuplicates: what Spark found in all rows of a heavy upload. */
export const handler = handle((task: CollectDuplicatesTask, store) => collectDuplicates(store, task))
