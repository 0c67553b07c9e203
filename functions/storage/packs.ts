import { appendFileSync, writeFileSync } from 'node:fs'
import { appendFile, readFile, rm } from 'node:fs/promises'
import { PipelineError } from '../runtime/errors.ts'

/** A file that stands within an object among others: the object's key and the bytes [start, end) of it that are the file. */
interface Slice {
  pack: string
  start: number
  end: number
}

/** Where a file of a pack is to be on this machine. */
export type UnpackedFile = Pick<Slice, 'start' | 'end'> & { path: string }

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

/** The bytes of a pack from the first of these files to the end of the last. */
export const spanOf = (files: readonly UnpackedFile[]): Pick<Slice, 'start' | 'end'> => ({
  start: Math.min(...files.map(({ start }) => start)),
  end: Math.max(...files.map(({ end }) => end)),
})

/**
 * Writes new files as the bytes of their pack arrive: through a file for all of it they took twice as long.
 * Throws PipelineError when the bytes end before the last file does.
 * @param position in the pack of the first byte
 */
export async function unpackFiles(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  position: number,
  files: readonly UnpackedFile[],
): Promise<void> {
  for (const { path } of files) writeFileSync(path, '')
  let at = position
  for await (const piece of bytes) {
    const next = at + piece.length
    for (const { path, start, end } of files.filter((file) => file.start < next && file.end > at))
      appendFileSync(path, piece.subarray(Math.max(0, start - at), end - at))
    at = next
  }
  const { end } = spanOf(files)
  if (at < end) throw new PipelineError(`the pack ended ${end - at} bytes before its files`)
}
