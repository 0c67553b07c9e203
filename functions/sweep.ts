import { deployedContext } from './catalog/context.ts'
import { handle } from './handle.ts'
import { type SweepEvent, sweep } from './sweep/sweep.ts'

/** Finds what was missed and sees that it gets done. */
export const handler = handle((event: SweepEvent, store) => sweep(deployedContext(store), event))
