import type { RejectionReport } from '../../functions/reception/rejection.ts'
import { writeCommand } from '../../functions/run/advice.ts'
import { describeReport } from '../pipeline/rejection-text.ts'
import { exitCodes } from '../terminal/command-error.ts'
import { count, duration } from '../terminal/wording.ts'
import type { Ending } from './follow.ts'

/** One file on its way, as `--json` prints it; the ending is absent when nobody waited for it. */
export interface Delivery {
  file: string
  upload: string
  key: string
  bytes: number
  state?: Ending['state']
  because?: string
  rejection?: RejectionReport
  rows?: number
  quality?: string
  /** From the complete object to the last table. */
  seconds?: number | null
}

/** The line that ends an upload. */
export function describeEnding(delivery: Delivery): string {
  const { state, because, upload, rows, quality, seconds } = delivery
  const took = seconds === null || seconds === undefined ? '' : ` ${duration(seconds)} after the upload`
  const what = [
    ...(rows === undefined ? [] : [`${count(rows)} rows`]),
    ...(quality ? [`quality ${quality}`] : []),
  ]
  switch (state) {
    case 'published':
      return `published${took} (${what.join(', ')})`
    case 'deferred':
      return `accepted (${what.join(', ')}); ${because}; at once: ${writeCommand('nightly')}`
    case 'rejected':
      return `rejected; ${because}`
    case 'superseded':
      return `superseded: ${because}`
    case 'parked':
      return `stages failed three times: ${because}; see ${writeCommand('status', upload)}`
    case 'lost':
      return `${because}; start it with ${writeCommand('replay', upload)}`
    default:
      return `failed: ${because}; run it again with ${writeCommand('replay', upload)}`
  }
}

/** 0 when everything was published or accepted, 2 when something was rejected, 1 when something failed. */
export function exitCodeOf(deliveries: readonly Delivery[]): number {
  const states = new Set(deliveries.map(({ state }) => state))
  if (states.has('failed') || states.has('lost') || states.has('parked')) return exitCodes.fault
  return states.has('rejected') ? exitCodes.rejected : exitCodes.done
}

/** Prints what was wrong with a rejected file. */
export function explainRejection({ file, state, rejection }: Delivery): void {
  if (state !== 'rejected' || !rejection) return
  console.log(`\n${file} was rejected:`)
  console.log(describeReport(rejection).join('\n'))
}
