import { findTable } from '../../hive/contract.ts'
import { kstDay } from '../runtime/kst.ts'
import { countersKey, quarantineKey } from '../storage/layout.ts'
import { mustRead, type ObjectStore } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { encodeParquet } from './encode-parquet.ts'
import type { QuarantinedRow, UploadCounters } from './findings.ts'

const table = findTable('quarantined_txn')

/**
 * Makes quarantined_txn say of an upload what its run kept apart. It belongs to what the upload contributes, so that a run that
 * is not admitted leaves it as it was.
 */
export async function storeQuarantine(store: ObjectStore, execution: string, upload: Upload): Promise<void> {
  const key = quarantineKey(upload.id, kstDay(upload.uploadedAt))
  const [{ quarantined }, before] = await Promise.all([
    mustRead<UploadCounters>(store, countersKey(upload.id, execution)),
    store.head(key),
  ])
  const rows = quarantined?.rows ?? []
  // converted anew under another policy: what an earlier run kept apart is not any more
  if (rows.length === 0 && !before) return
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
