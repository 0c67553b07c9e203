import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { paginateListExecutions } from '@aws-sdk/client-sfn'
import { parquetReadObjects } from 'hyparquet'
import { readHistory, sfn } from '../../../functions/run/executions.ts'
import { headObject, listObjects } from '../../../functions/storage/object-store.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { readObject } from './objects.ts'

const logs = new CloudWatchLogsClient({})

/** Everything that the stack's runs left behind, by where it stands: objects, their keys and metadata, logs, executions. */
export async function* gatherTraces(): AsyncGenerator<[where: string, text: string]> {
  for await (const { key } of listObjects(stack.outputBucket, '')) {
    yield ['a key of the output bucket', key]
    const head = await headObject(stack.outputBucket, key)
    yield [`the metadata of ${key}`, JSON.stringify(head?.metadata)]
    yield [key, await readable(await readObject(key))]
  }
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, {}))
    for (const { logGroupName } of logGroups) {
      yield ['the name of a log group', logGroupName!]
      for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName }))
        for (const { message, logStreamName } of events) yield [logGroupName!, `${logStreamName} ${message}`]
    }
  const { stateMachineArn } = stack
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn }))
    for (const { name } of executions) {
      yield ['the name of an execution', name!]
      yield [`the history of ${name}`, JSON.stringify(await readHistory(name!))]
    }
}

async function readable(body: Buffer): Promise<string> {
  if (body.toString('latin1', 0, 4) !== 'PAR1') return body.toString()
  const rows: unknown[] = []
  for (const each of filesOf(body)) {
    const file = each.buffer.slice(each.byteOffset, each.byteOffset + each.length) as ArrayBuffer
    rows.push(await parquetReadObjects({ file }))
  }
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}

/** A pack holds Parquet files one after the other; each begins and ends with its mark. */
function* filesOf(body: Buffer): Generator<Buffer> {
  let start = 0
  for (let end = body.indexOf('PAR1PAR1'); end >= 0; end = body.indexOf('PAR1PAR1', start)) {
    yield body.subarray(start, end + 4)
    start = end + 4
  }
  yield body.subarray(start)
}
