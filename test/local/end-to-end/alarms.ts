import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { stack } from '../../../local/pipeline/stack.ts'
import { deliver } from './deliver.ts'
import { openMailbox, receive, receiveAll } from './mailbox.ts'

const [cloudWatch, sfn] = [new CloudWatchClient({}), new SFNClient({})]

/** Puts an alarm back, as time would; earlier tests may have raised it. */
const quieten = (name: string) =>
  cloudWatch.send(
    new SetAlarmStateCommand({
      AlarmName: `card-pipeline-local-${name}`,
      StateValue: 'OK',
      StateReason: 'test',
    }),
  )

test('a rejected upload raises its alarm, and the message arrives', async () => {
  const mailbox = await openMailbox()
  await quieten('upload-rejected')
  const { delivery } = await deliver('alarming.csv', 'not,the,columns\n1,2,3\n')
  assert.equal(delivery.state, 'rejected')
  await receive(mailbox, 60, /card-pipeline-local-upload-rejected/, /ALARM/)
})

/** Starts a run that fails: no object has its key, so converting it is a fault, however often it is tried. */
async function startHopeless(name: string): Promise<string> {
  const upload = {
    id: 'gone',
    bucket: stack.inputBucket,
    key: 'incoming/gone.csv',
    versionId: '1',
    etag: '"0"',
  }
  const chunk = { name: '00001', start: 10, end: 20 }
  const format = { compression: 'none', headerBytes: 10, headerLines: 1, columns: [], warnings: [] }
  const input = {
    trigger: 'upload',
    upload: { ...upload, bytes: 20, order: '', uploadedAt: new Date().toISOString() },
    format,
    chunks: [chunk],
  }
  const { stateMachineArn } = stack
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
  )
  return executionArn!
}

test('a failed run raises its alarm, and the message arrives', async () => {
  const mailbox = await openMailbox()
  await quieten('run-failed')
  await startHopeless(`gone-${Date.now()}`)
  await receive(mailbox, 120, /card-pipeline-local-run-failed/, /ALARM/)
})

test('a run that is stopped before Recover raises an alarm, and the message names run and command', async () => {
  const mailbox = await openMailbox()
  await quieten('run-aborted')
  const name = `stopped-${Date.now()}`
  const executionArn = await startHopeless(name)
  await sfn.send(new StopExecutionCommand({ executionArn }))
  await receiveAll(
    mailbox,
    60,
    /card-pipeline-local-run-aborted.*ALARM|ALARM.*card-pipeline-local-run-aborted/s,
    new RegExp(`Run ${name} ended as ABORTED.*npm run nightly.*npm run status -- ${name}`, 's'),
  )
})
