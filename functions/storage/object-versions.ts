import { ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import type { ListedVersion } from '../upload/upload-identity.ts'
import { s3 } from './object-store.ts'

/** Every version of every object under a prefix, keys in order, newest first within a key. Delete markers are left out. */
export async function* listVersions(bucket: string, prefix: string): AsyncGenerator<ListedVersion> {
  // the SDK has no paginator for versions
  let KeyMarker: string | undefined
  let VersionIdMarker: string | undefined
  do {
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker, VersionIdMarker }),
    )
    for (const version of page.Versions ?? []) {
      yield {
        key: version.Key!,
        latest: version.IsLatest ?? false,
        versionId: version.VersionId ?? 'null',
        lastModified: version.LastModified!,
        etag: version.ETag!,
        bytes: version.Size!,
      }
    }
    KeyMarker = page.NextKeyMarker
    VersionIdMarker = page.NextVersionIdMarker
  } while (KeyMarker)
}
