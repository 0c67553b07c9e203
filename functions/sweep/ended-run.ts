import { showRun, writeCommand, writeDetails, writeExecution } from '../run/advice.ts'
import type { Message } from '../run/messages.ts'

/** An execution that ended badly, as EventBridge tells of it. */
export interface EndedRun {
  name: string
  /** FAILED, TIMED_OUT or ABORTED. */
  status: string
}

/** What people are told of a run that ended before it could tell itself. */
export const describeEnded = ({ name, status }: EndedRun): Message => ({
  subject: `card-pipeline: ${status.toLowerCase()} ${name}`,
  text: [
    `Run ${name} ended as ${status} before it could say why. Its claims are given back and its cluster is ended.`,
    'No table was left half written; what was admitted stays pending or folded and is not lost.',
    `An upload that it had not admitted is started again by the nightly run. Start it now: ${writeCommand('nightly')}, or ${writeExecution({ trigger: 'schedule' })}`,
    writeDetails(name, showRun(name)),
  ].join('\n'),
})
