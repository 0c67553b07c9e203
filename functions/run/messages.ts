import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { logger } from '../runtime/logger.ts'
import { countCalls } from '../runtime/usage.ts'
import { showRun, writeCommand, writeDetails, writeExecution } from './advice.ts'
import { formatCost } from './cost.ts'
import { describeFailures, type RunSummary } from './run-summary.ts'

/** A message to people: a subject line and a text that ends with the command that helps. */
export interface Message {
  subject: string
  text: string
}

const sns = countCalls(new SNSClient({ maxAttempts: 3 }))

/** Sends a message to the topic. A topic that cannot be reached is logged and never stops the data. */
export async function sendMessage({ subject, text }: Message): Promise<void> {
  try {
    // SNS takes ASCII subjects of at most 100 characters
    const Subject = subject.replace(/[^\x20-\x7e]/g, '?').slice(0, 100)
    await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Subject, Message: text }))
  } catch (error) {
    logger.warn('message not sent', { subject, error: error as Error })
  }
}

const startNight = () => `${writeCommand('nightly')}, or ${writeExecution({ trigger: 'schedule' })}`

const describeTie = ({ stage, loser, winner, rows }: NonNullable<RunSummary['ties']>[number]) =>
  `Not decided by time: ${loser} and ${winner} were stored in the same second; ${rows} transactions of ${stage} that are in both stand as in ${winner}. If ${loser} is the newer one, upload it again.`

/** What a finished run says: what it was for, how it ended, and what to do when something is left. */
export function describeRun(summary: RunSummary): Message {
  const { execution, outcome, upload, seconds, stages, due, deferred, parked, failed = [], cost } = summary
  const what = upload ? `upload ${upload.id} (${upload.key}, ${upload.rows} rows)` : `run ${execution}`
  const published = stages.filter((stage) => stage.published).length
  const lines = [
    `${what}: ${outcome} after ${seconds.toFixed(1)} s, ${published} of ${stages.length} stages published.`,
    ...(due.length ? [`Taken by the next run, within 15 minutes: ${due.join(', ')}.`] : []),
    ...(deferred.length
      ? [`Waiting for the nightly run: ${deferred.join(', ')}. Start it now: ${startNight()}`]
      : []),
    ...(parked.length
      ? [
          `Parked after three failures: ${parked.join(', ')}. See ${writeCommand('status')}, then ${startNight()}`,
        ]
      : []),
    ...describeFailures(failed).map((line) => `Failed: ${line}`),
    ...(summary.ties ?? []).map(describeTie),
    ...(cost ? [`Cost: ${formatCost(cost)}`] : []),
    writeDetails(upload?.id ?? execution, showRun(execution)),
  ]
  return { subject: `card-pipeline: ${outcome} ${upload?.id ?? execution}`, text: lines.join('\n') }
}
