import { readdir, rm, writeFile } from 'node:fs/promises'
import { hiveName, tables } from './contract.ts'
import { renderDdl } from './ddl.ts'
import { renderImpalaSnapshots, renderSparkSnapshots } from './snapshot-ddl.ts'
import { renderSources, sourceNames } from './source-list.ts'

/** Writes one DDL file per table, and one per engine for the snapshots, beside this script; removes those of tables that are gone, and lists the sources. */
const folder = new URL('./', import.meta.url)
const files = new Map([
  ...tables.map((table): [string, string] => [`${hiveName(table)}.sql`, renderDdl(table)]),
  ['snapshots.spark.sql', renderSparkSnapshots()],
  ['snapshots.impala.sql', renderImpalaSnapshots()],
])

for (const file of await readdir(folder))
  if (file.endsWith('.sql') && !file.endsWith('queries.sql') && !files.has(file))
    await rm(new URL(file, folder))
for (const [file, ddl] of files) await writeFile(new URL(file, folder), ddl)
const sources = sourceNames(await readdir(new URL('sources/', folder)))
await writeFile(new URL('sources.ts', folder), renderSources(sources))
console.log(`${files.size} files in hive/*.sql, ${sources.length} sources in hive/sources.ts`)
