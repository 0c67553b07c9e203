import { mkdir, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mapConcurrently } from '../runtime/concurrently.ts'
import type { ObjectStore } from '../storage/store.ts'

const connections = 16

/** Objects of a variant: how many, and their bytes. */
export interface Size {
  files: number
  bytes: number
}

/** Uploads every file below a local folder under a prefix that ends with a slash. */
export async function putFolder(store: ObjectStore, folder: string, prefix: string): Promise<Size> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const sizes = await mapConcurrently(files, connections, async (file) => {
    await store.putFile(`${prefix}${file.slice(folder.length + 1)}`, file)
    return (await stat(file)).size
  })
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

/** Downloads objects into a folder, keeping their paths below the prefix. */
export async function getFolder(
  store: ObjectStore,
  keys: readonly string[],
  prefix: string,
  folder: string,
): Promise<Size> {
  const sizes = await mapConcurrently(keys, connections, async (key) => {
    const file = join(folder, key.slice(prefix.length))
    await mkdir(dirname(file), { recursive: true })
    return (await store.getFile(key, file)).bytes
  })
  return { files: keys.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}
