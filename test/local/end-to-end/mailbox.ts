import assert from 'node:assert/strict'
import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'

const [sns, sqs] = [new SNSClient({}), new SQSClient({})]

/** URL of a queue that receives whatever is sent to the topic. */
export async function openMailbox(): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mailbox' }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const { Topics } = await sns.send(new ListTopicsCommand({}))
  const { TopicArn } = Topics!.find((topic) => topic.TopicArn!.endsWith(':card-pipeline-local'))!
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes!.QueueArn }))
  return QueueUrl!
}

/** Waits until a text that all the patterns meet arrives. */
export const receive = (queue: string, seconds: number, ...patterns: RegExp[]): Promise<void> =>
  receiveUntil(queue, seconds, patterns, (seen) =>
    seen.some((text) => patterns.every((pattern) => pattern.test(text))),
  )

/** Waits until every pattern is met by some text. */
export const receiveAll = (queue: string, seconds: number, ...patterns: RegExp[]): Promise<void> =>
  receiveUntil(queue, seconds, patterns, (seen) =>
    patterns.every((pattern) => seen.some((text) => pattern.test(text))),
  )

/** Waits until so many texts that the pattern meets arrive, and gives everything that arrived. */
export async function receiveTexts(
  queue: string,
  seconds: number,
  count: number,
  pattern: RegExp,
): Promise<readonly string[]> {
  let all: readonly string[] = []
  await receiveUntil(queue, seconds, [pattern], (seen) => {
    all = seen
    return seen.filter((text) => pattern.test(text)).length >= count
  })
  return all
}

async function receiveUntil(
  QueueUrl: string,
  seconds: number,
  patterns: readonly RegExp[],
  enough: (seen: readonly string[]) => boolean,
): Promise<void> {
  const end = Date.now() + seconds * 1000
  const seen: string[] = []
  while (Date.now() < end) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
    )
    seen.push(...Messages.map(({ Body }) => Body!))
    if (enough(seen)) return
  }
  assert.fail(`nothing like ${patterns.join(' and ')} arrived; this did:\n${seen.join('\n')}`)
}
