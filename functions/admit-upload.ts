import { admitUpload } from './catalog/admit.ts'
import { outputBucket } from './runtime/environment.ts'
import { carry } from './runtime/handler.ts'
import { s3Store } from './storage/store.ts'
import type { Upload } from './upload/upload.ts'

interface AdmitEvent {
  execution: string
  upload: Upload
  /** Key of the upload's manifest. */
  manifest: string
}

/** Admits a converted and judged upload. */
export const handler = carry(({ upload, manifest }: AdmitEvent) =>
  admitUpload(s3Store(outputBucket()), upload, manifest),
)
