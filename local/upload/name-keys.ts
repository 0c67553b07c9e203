import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { isUpload } from '../../functions/storage/is-upload.ts'
import { incomingPrefix } from '../../functions/storage/layout.ts'
import { showKey } from '../../functions/upload/upload-identity.ts'
import { CommandError, exitCodes } from '../terminal/command-error.ts'

/** A file and the key it gets. */
export interface FileToSend {
  path: string
  key: string
  /** Metadata that says what must arrive. */
  expected?: { rows?: string; amount?: string }
}

/**
 * Checks the files and names their keys, in composed characters (NFC) whatever system the names come from.
 * @param as name of the one file, or with a slash at its end the folder of all
 * Throws a CommandError, before anything is sent, on what is no file or would not arrive as an upload of its own.
 */
export async function nameKeys(paths: string[], as?: string): Promise<FileToSend[]> {
  if (as === '') throw new CommandError('--as is empty', 'leave --as out, or give a name', exitCodes.usage)
  const folder = as === undefined ? '' : as.endsWith('/') ? as : null
  if (folder === null && paths.length > 1)
    throw new CommandError(
      '--as names one object, and there are several files',
      'leave --as out, or end it with a slash: --as 2024/',
      exitCodes.usage,
    )
  const files = paths.map((path) => {
    const name = folder === null ? as : `${folder}${basename(path)}`
    return { path, key: `${incomingPrefix}${name}`.normalize('NFC') }
  })
  for (const file of files) await checkFile(file)
  refuseSameKey(files)
  return files
}

/** Throws a CommandError on a key that shows a card number: it would stand in the bucket's listings. */
export function refuseCardNumbers(files: readonly FileToSend[]): void {
  const shown = files.map(({ key }) => key).filter((key) => showKey(key) !== key)
  if (shown.length === 0) return
  throw new CommandError(
    `${shown.map(showKey).join(', ')}: a card number stands in the name, here masked; nothing was sent`,
    'give it another: --as NAME',
    exitCodes.usage,
  )
}

async function checkFile({ path, key }: FileToSend): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile())
    throw new CommandError(`${path} is not a file`, 'npm run generate -- --help makes one')
  if (!isUpload(key, 1))
    throw new CommandError(
      `${key} is a name that the pipeline ignores (ignoredNames in hive/policy.ts)`,
      'give it another: --as NAME',
      exitCodes.usage,
    )
}

/** Of two files under one key the later one would replace the other. */
function refuseSameKey(files: readonly FileToSend[]): void {
  for (const [key, same] of Map.groupBy(files, (file) => file.key))
    if (same.length > 1)
      throw new CommandError(
        `${same.map(({ path }) => path).join(' and ')} would have one key, ${key}; nothing was sent`,
        'send them one at a time: --as NAME, or --as FOLDER/ for a folder of its own',
        exitCodes.usage,
      )
}
