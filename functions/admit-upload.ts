import { admitUpload } from './catalog/admit.ts'
import { outputBucket } from './environment.ts'
import { carry } from './handler.ts'
import { s3Store } from './store.ts'
import type { Upload } from './upload.ts'

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
