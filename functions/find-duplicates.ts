import { handle } from './handle.ts'
import { type DuplicatesTask, findDuplicates } from './quality/find-duplicates.ts'

/** State FindDuplicates: the checks that look at all rows of an upload at once. */
export const handler = handle((task: DuplicatesTask, store) => findDuplicates(store, task))
