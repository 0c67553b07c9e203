import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { openStage } from './pipeline/stack.ts'
import { findByHiveName, listColumns, listTables } from './query/list-tables.ts'
import { type PublishedTables, withPublishedTables } from './query/open-tables.ts'
import { printResult, type Style } from './query/print-result.ts'
import { type Result, runStatements } from './query/result.ts'
import { type Command, type Invocation, runCommand, stageOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run query',
  operands: '["SQL" | TABLE | -]',
  summary: [
    'Asks the published tables, and only those, in DuckDB. Without SQL it lists them; with the name of a',
    'table it shows its columns; - reads SQL from standard input.',
  ].join('\n'),
  options: {
    stage: stageOption,
    file: { type: 'string', value: 'FILE', help: 'read SQL from a file' },
    limit: { type: 'string', value: 'N', help: 'rows shown in a terminal, 0 = all (100)', default: '100' },
    json: { type: 'boolean', help: 'print JSON, one array per statement' },
  },
  notes: [
    'Piped output is tab-separated with a header. Exit codes: 0 done, 1 SQL failed, 64 wrong option.',
    'npm run query -- "SELECT category, SUM(total_amount) FROM daily_summary GROUP BY category"',
    'npm run query -- --file hive/queries.sql',
  ],
}

await runCommand(command, async (invocation) => {
  const sql = await readQuestion(invocation)
  const style: Style = invocation.values.json ? 'json' : process.stdout.isTTY ? 'table' : 'lines'
  const limit = readLimit(invocation.values.limit)
  await openStage(invocation.values.stage)
  await withPublishedTables(async (tables) => {
    for await (const result of answer(tables, sql)) console.log(printResult(result, style, limit))
    if (tables.files.length === 0) {
      console.error('nothing is published yet: npm start, or npm run upload -- FILE')
    }
  })
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
