import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { writeCommand } from '../functions/run/advice.ts'
import { s3Store } from '../functions/storage/store.ts'
import { openStage, stack } from './pipeline/stack.ts'
import { askAthena } from './query/athena.ts'
import type { Selection } from './query/cache.ts'
import { askLargeRead } from './query/large-read.ts'
import { findByHiveName, listColumns, listTables } from './query/list-tables.ts'
import { neededTables } from './query/needed-tables.ts'
import { type PublishedTables, withPublishedTables } from './query/open-tables.ts'
import { printResult, type Style } from './query/print-result.ts'
import { type Result, runStatements } from './query/result.ts'
import { describeRound, readMoment } from './query/round.ts'
import { type Command, type Invocation, runCommand, stageOption, yesOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run query',
  operands: '["SQL" | TABLE | -]',
  summary: [
    'Asks the published tables, all of one round, in DuckDB. Without SQL it lists them; with the name of a',
    'table it shows its columns; - reads SQL from standard input.',
  ].join('\n'),
  options: {
    stage: stageOption,
    file: { type: 'string', value: 'FILE', help: 'read SQL from a file' },
    limit: { type: 'string', value: 'N', help: 'rows shown in a terminal, 0 = all (100)', default: '100' },
    'as-of': {
      type: 'string',
      value: 'DATE',
      help: 'as the tables were at the end of a day, or at a moment (KST unless it says another offset)',
    },
    athena: {
      type: 'boolean',
      help: 'let Athena answer, in the workgroup of the stage and up to its scan limit',
    },
    yes: yesOption,
    json: { type: 'boolean', help: 'print JSON, one array per statement' },
  },
  notes: [
    'DuckDB reads only the tables that are named, what is not kept here already; over 1 GB outside local it asks first.',
    'Piped output is tab-separated with a header. Exit codes: 0 done, 1 SQL failed, 64 wrong option.',
    'npm run query -- "SELECT category, SUM(total_amount) FROM daily_summary GROUP BY category"',
    'npm run query -- --as-of 2026-11-01 "SELECT SUM(total_amount) FROM quarterly_card_type"',
    'npm run query -- --file hive/queries.sql',
  ],
}

await runCommand(command, async (invocation) => {
  const sql = await readQuestion(invocation)
  const style: Style = invocation.values.json ? 'json' : process.stdout.isTTY ? 'table' : 'lines'
  const limit = readLimit(invocation.values.limit)
  const given = invocation.values['as-of']
  const asOf = typeof given === 'string' ? readMoment(given) : undefined
  await openStage(invocation.values.stage)
  if (invocation.values.athena) {
    if (!sql || asOf)
      throw new CommandError('--athena needs SQL, over the tables as they are', command.name, exitCodes.usage)
    console.log(printResult(await askAthena(sql, console.error, invocation.signal), style, limit))
    return exitCodes.done
  }
  const wanted = sql ? (findByHiveName(sql) ? [] : neededTables(sql)) : undefined
  const ask = async (tables: PublishedTables) => {
    for await (const result of answer(tables, sql)) console.log(printResult(result, style, limit))
    if (tables.files.length === 0 && wanted?.length !== 0) {
      console.error(`nothing is published yet: ${writeCommand('upload', 'FILE')}`)
    }
    if (!tables.round) return
    for (const note of await describeRound(s3Store(stack.outputBucket), tables.round, !asOf, wanted))
      console.error(note)
  }
  const beforeRead: Selection['beforeRead'] = async (missing) => {
    if (stack.stage !== 'local') await askLargeRead(missing, invocation.values.yes)
  }
  await withPublishedTables(ask, { asOf, wanted, beforeRead })
  return exitCodes.done
})

async function* answer(tables: PublishedTables, sql: string): AsyncGenerator<Result> {
  const table = findByHiveName(sql)
  if (!sql) yield await listTables(tables)
  else if (table) yield listColumns(table)
  else yield* runStatements(tables.connection, sql)
}

async function readQuestion({ values, operands }: Invocation): Promise<string> {
  if (typeof values.file === 'string') {
    return readFile(values.file, 'utf8').catch((error: Error) => {
      throw new CommandError(`cannot read ${values.file}: ${error.message}`, 'choose another --file')
    })
  }
  const sql = operands[0] === '-' ? await text(process.stdin) : operands.join(' ')
  return sql.trim().replace(/;$/, '')
}

function readLimit(value: Invocation['values'][string]): number {
  const limit = Number(value)
  if (!Number.isInteger(limit) || limit < 0) {
    throw new CommandError(
      `--limit is not a number of rows: ${value}`,
      'see npm run query -- --help',
      exitCodes.usage,
    )
  }
  return limit || Number.MAX_SAFE_INTEGER
}
