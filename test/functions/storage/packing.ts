import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packFiles } from '../../../functions/storage/packs.ts'

/** Writes contents as files of a folder and packs them: where the files are, their names within the pack, and where that is. */
export async function packContents(folder: string, contents: readonly (string | Uint8Array)[], pack: string) {
  const paths = contents.map((content, index) => {
    const path = join(folder, `${index}`)
    writeFileSync(path, content)
    return path
  })
  const packed = join(folder, 'packed')
  return { paths, names: await packFiles(paths, pack, packed), packed }
}
