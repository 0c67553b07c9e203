import { readdir, rm, writeFile } from 'node:fs/promises'
import { hiveName, tables } from './contract.ts'
import { renderDdl } from './ddl.ts'

/** Writes one DDL file per table beside this script and removes those of tables that are gone. */
const folder = new URL('./', import.meta.url)
const files = new Map(tables.map((table) => [`${hiveName(table)}.sql`, renderDdl(table)]))

for (const file of await readdir(folder))
  if (file.endsWith('.sql') && file !== 'queries.sql' && !files.has(file)) await rm(new URL(file, folder))
for (const [file, ddl] of files) await writeFile(new URL(file, folder), ddl)
console.log(`${files.size} tables in hive/*.sql`)
