import { appendFile, readFile, rm } from 'node:fs/promises'

/** Bytes [start, end) of an object. */
export interface ByteRange {
  start: number
  end: number
}

/** A file that stands within an object among others: the object's key and the bytes that are the file. */
export interface Slice extends ByteRange {
  pack: string
}

/** The name of a file within a pack; the name of a file with an object of its own is that object's key. */
const nameSlice = ({ pack, start, end }: Slice): string => `${pack}#${start}-${end}`

/** What the name of a file within a pack says; null for a key. */
export function readSlice(name: string): Slice | null {
  const [, pack, start, end] = /^(.+)#([0-9]+)-([0-9]+)$/.exec(name) ?? []
  return pack ? { pack, start: Number(start), end: Number(end) } : null
}

/**
 * Puts files on this machine one after the other into one.
 * @param pack key under which the whole will stand
 * @param path where it is written
 * @returns their names within it
 */
export async function packFiles(files: readonly string[], pack: string, path: string): Promise<string[]> {
  await rm(path, { force: true })
  const names: string[] = []
  let start = 0
  for (const file of files) {
    const bytes = await readFile(file)
    await appendFile(path, bytes)
    names.push(nameSlice({ pack, start, end: start + bytes.length }))
    start += bytes.length
  }
  return names
}
