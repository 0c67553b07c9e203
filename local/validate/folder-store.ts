import { copyFile, link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { ListedObject, ObjectHead, PutOptions } from '../../functions/storage/object-store.ts'
import { unpackFiles } from '../../functions/storage/packs.ts'
import type { ObjectStore } from '../../functions/storage/store.ts'

/**
 * A bucket in a folder of this machine, for one process: keys are paths below it. Files are handed in and out as links,
 * not copied, but those of a pack. A write with a condition throws, since nobody else writes here.
 */
export function folderStore(folder: string): ObjectStore {
  const place = (key: string) => join(folder, key)
  const head = (key: string) => headOf(place(key))
  const make = async (path: string) => void (await mkdir(dirname(path), { recursive: true }))
  return {
    bucket: folder,
    head,
    async get(key) {
      const found = await head(key)
      return found && { ...found, body: await readFile(place(key)) }
    },
    async put(key, body, options) {
      refuseCondition(options)
      await make(place(key))
      await writeFile(place(key), body)
      return (await head(key))!.etag
    },
    async copy(from, to, options) {
      refuseCondition(options)
      await make(place(to))
      await copyFile(place(from), place(to))
      return (await head(to))!.etag
    },
    async getFile(key, path) {
      await link(place(key), path)
      return (await head(key))!
    },
    async getPacked(pack, files) {
      await unpackFiles([await readFile(place(pack))], 0, files)
    },
    async putFile(key, path, options) {
      refuseCondition(options)
      await make(place(key))
      await link(path, place(key))
      return (await head(key))!.etag
    },
    list: (prefix) => list(folder, prefix),
    delete: async (keys) => void (await Promise.all(keys.map((key) => rm(place(key), { force: true })))),
  }
}

async function headOf(path: string): Promise<ObjectHead | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return found && { etag: `"${found.ino}"`, bytes: found.size, lastModified: found.mtime, metadata: {} }
}

async function* list(folder: string, prefix: string): AsyncGenerator<ListedObject> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  for (const key of files.map((path) => relative(folder, path)).sort())
    if (key.startsWith(prefix)) yield { key, ...(await headOf(join(folder, key)))! }
}

function refuseCondition(options: PutOptions = {}): void {
  if (options.condition) throw new Error('a folder takes no conditional writes')
}
