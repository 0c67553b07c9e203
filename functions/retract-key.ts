import { handle } from './handle.ts'
import { retractKey } from './requests/retract.ts'
import { logger } from './runtime/logger.ts'

interface RetractTask {
  execution: string
  /** Key whose rows are taken out, with or without `incoming/`, in either Unicode form. */
  key: string
}

/** State RetractKey: admits what a person asked for; from here on it cannot be lost. */
export const handler = handle(async ({ execution, key }: RetractTask, store) => {
  const retracted = await retractKey(store, key, execution)
  logger.info('retracted', { ...retracted })
  return retracted
})
