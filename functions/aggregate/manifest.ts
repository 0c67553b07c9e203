import { outputBucket } from '../runtime/environment.ts'
import { ObjectChangedError } from '../runtime/errors.ts'
import { readJson, s3Store } from '../storage/store.ts'
import type { Manifest } from '../upload/upload.ts'

/** The manifest of a contribution. Throws ObjectChangedError when it is gone. */
export async function readManifest(key: string): Promise<Manifest> {
  const manifest = await readJson<Manifest>(s3Store(outputBucket()), key)
  if (!manifest) throw new ObjectChangedError(`manifest is gone: ${key}`)
  return manifest.value
}
