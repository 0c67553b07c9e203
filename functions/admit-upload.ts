import { admitUpload } from './catalog/admit.ts'
import { handle } from './handle.ts'
import type { Upload } from './upload/upload.ts'

interface AdmitEvent {
  execution: string
  upload: Upload
  /** Key of the upload's manifest. */
  manifest: string
}

/** Admits a converted and judged upload. */
export const handler = handle(({ upload, manifest }: AdmitEvent, store) =>
  admitUpload(store, upload, manifest),
)
