import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { quoteName } from '../../jobs/duckdb-sql.ts'
import { type DuckDbSession, fileList } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import type { ObjectStore } from '../storage/store.ts'

/**
 * Makes a view of the files Spark wrote to `<folder><name>/`. Directory markers and `_SUCCESS` are no files. Throws
 * ReconciliationError when there is nothing: Spark writes a file even for no rows.
 */
export async function downloadOutput(
  store: ObjectStore,
  session: DuckDbSession,
  folder: string,
  name: string,
  columns = '*',
): Promise<void> {
  const local = join(session.folder, 'spark', name)
  await mkdir(local, { recursive: true })
  const files: string[] = []
  for await (const { key, bytes } of store.list(`${folder}${name}/`)) {
    if (bytes === 0 || !key.endsWith('.parquet')) continue
    const file = join(local, `${files.length}.parquet`)
    await store.getFile(key, file)
    files.push(file)
  }
  if (files.length === 0) throw new ReconciliationError(`Spark wrote nothing to ${folder}${name}/`)
  await session.connection.run(
    `CREATE VIEW ${quoteName(name)} AS SELECT ${columns} FROM read_parquet(${fileList(files)})`,
  )
}
