import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { askAthena, readResult } from '../../../local/query/athena.ts'

const ResultSetMetadata = {
  ColumnInfo: [
    { Name: 'month', Type: 'integer' },
    { Name: 'total', Type: 'bigint' },
    { Name: 'region', Type: 'varchar' },
  ],
}
const row = (...values: (string | undefined)[]) => ({
  Data: values.map((VarCharValue) => (VarCharValue === undefined ? {} : { VarCharValue })),
})

test('pages become one result: numbers, texts, nulls, and what no number holds exactly as text', () => {
  const pages = [
    { ResultSetMetadata, Rows: [row('month', 'total', 'region'), row('1', '9007199254740993', '서울')] },
    { ResultSetMetadata, Rows: [row('2', '7', undefined)] },
  ]
  assert.deepEqual(readResult(pages, true), {
    columns: ['month', 'total', 'region'],
    numeric: [true, true, false],
    rows: [
      [1, '9007199254740993', '서울'],
      [2, 7, null],
    ],
  })
})

/** An Athena that runs for a while and then ends as told; it keeps what it was asked. */
let ending: object = {}
const asked: Record<string, unknown>[] = []
const server = createServer(async (request, response) => {
  const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
  const command = String(request.headers['x-amz-target']).split('.')[1]!
  asked.push({ command, ...body })
  const polls = asked.filter((call) => call.command === 'GetQueryExecution').length
  const answers: Record<string, object> = {
    StartQueryExecution: { QueryExecutionId: 'q1' },
    GetQueryExecution: { QueryExecution: polls < 2 ? { Status: { State: 'RUNNING' } } : ending },
    GetQueryResults: {
      ResultSet: { ResultSetMetadata, Rows: [row('month', 'total', 'region'), row('1', '2', 'a')] },
    },
  }
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(JSON.stringify(answers[command]))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => {
  server.close()
  server.closeAllConnections()
})
Object.assign(process.env, {
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  AWS_REGION: 'ap-northeast-2',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
})

const ask = async (last: object) => {
  asked.length = 0
  ending = last
  const said: string[] = []
  const result = await askAthena('SELECT 1', (line) => said.push(line), new AbortController().signal)
  return { result, said }
}

test('a query is asked in the workgroup of the stack, and what it scanned is told beside the limit', async () => {
  const { result, said } = await ask({
    Status: { State: 'SUCCEEDED' },
    StatementType: 'DML',
    Statistics: { DataScannedInBytes: 1_200_000 },
  })
  assert.deepEqual(result.rows, [[1, 2, 'a']])
  assert.deepEqual(said, ['Athena scanned 1.2 MB of at most 10.7 GB (workgroup card-pipeline-local)'])
  const { WorkGroup, QueryExecutionContext } = asked[0] as Record<string, { Database: string }>
  assert.deepEqual(
    [WorkGroup, QueryExecutionContext],
    ['card-pipeline-local', { Database: 'card_pipeline_local' }],
  )
})

test('a query that fails says why, and what the workgroup allows', async () => {
  const failed = { Status: { State: 'FAILED', StateChangeReason: 'Bytes scanned limit was exceeded' } }
  await assert.rejects(ask(failed), {
    message: 'Athena failed: Bytes scanned limit was exceeded',
    advice: /card-pipeline-local scans at most 10\.7 GB a query/,
  })
})
