import { findTable } from '../../hive/contract.ts'
import { kstDay } from '../runtime/kst.ts'
import { quarantineKey } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { encodeParquet } from './encode-parquet.ts'
import type { QuarantinedRow } from './findings.ts'

const table = findTable('quarantined_txn')

/** Writes the rows of an upload that are kept apart into quarantined_txn; none, when it has none. */
export async function writeQuarantine(
  store: ObjectStore,
  upload: Upload,
  rows: readonly QuarantinedRow[],
): Promise<void> {
  const key = quarantineKey(upload.id, kstDay(upload.uploadedAt))
  // converted anew under another policy: what an earlier run kept apart is not any more
  if (rows.length === 0 && !(await store.head(key))) return
  await store.put(
    key,
    await encodeParquet(
      table.columns,
      rows.map((row) => quarantinedRow(upload, row)),
    ),
  )
}

const quarantinedRow = (upload: Upload, { line, check, column, value, reason, text }: QuarantinedRow) => ({
  upload_id: upload.id,
  source_key: upload.key,
  line,
  check_name: check,
  column_name: column ?? null,
  detail: reason ?? value ?? null,
  raw_text: text,
})
