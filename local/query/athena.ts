import { setTimeout as sleep } from 'node:timers/promises'
import {
  AthenaClient,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  type QueryExecution,
  type ResultSet,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { stack } from '../pipeline/stack.ts'
import { CommandError } from '../terminal/command-error.ts'
import { size } from '../terminal/wording.ts'
import type { Result } from './result.ts'

/**
 * Asks Athena in the stack's workgroup, over the tables as they stand; what a query may scan ends at the workgroup's
 * limit. Throws a CommandError with Athena's reason when it fails.
 * @param say told what the query scanned
 */
export async function askAthena(
  sql: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Result> {
  const client = new AthenaClient({})
  const { workgroup, database, scanLimit } = stack
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workgroup,
      QueryExecutionContext: { Database: database },
    }),
  )
  const { Status, Statistics, StatementType } = await end(client, QueryExecutionId!, signal)
  if (Status?.State !== 'SUCCEEDED')
    throw new CommandError(
      `Athena ${Status?.State?.toLowerCase()}: ${Status?.StateChangeReason}`,
      `${workgroup} scans at most ${size(scanLimit)} a query; without --athena DuckDB answers on this machine`,
    )
  say(
    `Athena scanned ${size(Statistics?.DataScannedInBytes ?? 0)} of at most ${size(scanLimit)} (workgroup ${workgroup})`,
  )
  const pages: ResultSet[] = []
  for await (const { ResultSet } of paginateGetQueryResults({ client }, { QueryExecutionId }))
    if (ResultSet) pages.push(ResultSet)
  return readResult(pages, StatementType === 'DML')
}

async function end(
  client: AthenaClient,
  QueryExecutionId: string,
  signal: AbortSignal,
): Promise<QueryExecution> {
  for (;;) {
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    if (!['QUEUED', 'RUNNING'].includes(QueryExecution?.Status?.State ?? 'RUNNING')) return QueryExecution!
    await sleep(500, undefined, { signal })
  }
}

const numberTypes = new Set(['tinyint', 'smallint', 'integer', 'bigint', 'float', 'double', 'decimal'])

/** The pages of an answer as one result; pure. A query's first row is its header. */
export function readResult(pages: readonly ResultSet[], hasHeader: boolean): Result {
  const info = pages[0]?.ResultSetMetadata?.ColumnInfo ?? []
  const numeric = info.map(({ Type }) => numberTypes.has(Type ?? ''))
  const rows = pages.flatMap(({ Rows = [] }) => Rows).slice(hasHeader ? 1 : 0)
  return {
    columns: info.map(({ Name }) => Name!),
    numeric,
    rows: rows.map(({ Data = [] }) => info.map((_, at) => readCell(Data[at]?.VarCharValue, numeric[at]!))),
  }
}

/** Numbers that JavaScript cannot hold exactly stay texts. */
function readCell(text: string | undefined, numeric: boolean) {
  if (text === undefined) return null
  const number = Number(text)
  return numeric && !(Number.isInteger(number) && !Number.isSafeInteger(number)) ? number : text
}
