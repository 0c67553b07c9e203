import { handle } from './handle.ts'
import { checkQuality, type QualityTask } from './quality/check-quality.ts'

/** State CheckQuality: the verdict of every check, into quality_report and for the gate. */
export const handler = handle((task: QualityTask, store) => checkQuality(store, task, new Date()))
