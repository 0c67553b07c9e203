import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { stack } from '../../../local/pipeline/stack.ts'
import { deliver } from './deliver.ts'
import { openMailbox, receive } from './mailbox.ts'

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

test('a failed run raises its alarm, and the message arrives', async () => {
  const mailbox = await openMailbox()
  await quieten('run-failed')
  // No object has this key: converting it is a fault, however often it is tried.
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
  await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: stack.stateMachineArn,
      name: `gone-${Date.now()}`,
      input: JSON.stringify(input),
    }),
  )
  await receive(mailbox, 120, /card-pipeline-local-run-failed/, /ALARM/)
})
