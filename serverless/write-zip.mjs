import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/**
 * Writes a zip file whose bytes depend on its content alone.
 * @param files the paths of its files, by the folder that their names in it are relative to
 */
export async function writeZip(path, files) {
  const zip = new ZipFile()
  for (const [folder, paths] of Object.entries(files))
    for (const file of paths)
      zip.addFile(file, relative(folder, file), { mtime: new Date(0), mode: 0o100644 })
  zip.end()
  zip.on('error', (error) => zip.outputStream.destroy(error))
  mkdirSync(dirname(path), { recursive: true })
  await pipeline(zip.outputStream, createWriteStream(path))
}
