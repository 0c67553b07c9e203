import { styleText } from 'node:util'
import { listObjects } from '../../functions/storage/object-store.ts'
import { hiveName, tables } from '../../hive/contract.ts'
import { stack } from '../pipeline/stack.ts'
import { size } from '../terminal/wording.ts'
import { withPublishedTables } from './open-tables.ts'
import { printResult } from './print-result.ts'
import { runStatements } from './result.ts'

const rowsShown = 3

/** Prints the first rows of every published table. */
export async function showTables(): Promise<void> {
  await withPublishedTables(async ({ connection, files }) => {
    for (const table of tables.filter((each) => files.some((file) => file.table === each))) {
      console.log(`\n${styleText('bold', hiveName(table))}  ${table.comment}`)
      const sql = `SELECT * FROM ${hiveName(table)} LIMIT ${rowsShown}`
      for await (const result of runStatements(connection, sql))
        console.log(printResult(result, 'table', rowsShown).split('\n').slice(0, -1).join('\n'))
    }
  })
}

/** Prints how many objects stand under each table's prefix. */
export async function showPartitions(): Promise<void> {
  console.log(`\n${styleText('bold', 'Objects')}  s3://${stack.outputBucket}/`)
  let all = 0
  for (const { name } of tables) {
    let objects = 0
    let bytes = 0
    for await (const object of listObjects(stack.outputBucket, `${name}/`)) {
      objects++
      bytes += object.bytes
    }
    if (objects) console.log(`  ${String(objects).padStart(5)}  ${size(bytes).padStart(9)}  ${name}/`)
    all += objects
  }
  console.log(`  ${String(all).padStart(5)}  in all`)
}
