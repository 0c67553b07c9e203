import { admitUpload } from './catalog/admit.ts'
import { handle } from './handle.ts'
import { storeQuarantine } from './quality/quarantine.ts'
import type { Upload } from './upload/upload.ts'

interface AdmitEvent {
  execution: string
  upload: Upload
  /** Key of the upload's manifest. */
  manifest: string
}

/** Admits a converted and judged upload. */
export const handler = handle(async ({ execution, upload, manifest }: AdmitEvent, store) => {
  await storeQuarantine(store, execution, upload)
  return admitUpload(store, upload, manifest)
})
