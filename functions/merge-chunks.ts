import { type MergeTask, mergeChunks } from './conversion/merge-chunks.ts'
import { handle } from './handle.ts'
import { emrIsOn, readNumber } from './runtime/environment.ts'

/** State MergeChunks: the upload's manifest and counters, and what follows. */
export const handler = handle((task: MergeTask, store) =>
  mergeChunks(store, task, emrIsOn() ? readNumber('HEAVY_ROWS') : Infinity),
)
