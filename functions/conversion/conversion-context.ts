import type { Grain } from '../../jobs/stages.ts'

/** What is known of the upload whose blocks are converted. */
export interface ConversionContext {
  upload: string
  /** Column names in the order of the file. */
  columns: readonly string[]
  /** The upload's moment as KST wall time, yyyy-MM-dd HH:mm:ss: later dates lie in the future. */
  now: string
  /** What the rows are staged by. */
  grain: Grain
}
