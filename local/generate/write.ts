import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, type Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { localFolder } from '../process/folders.ts'
import { CommandError } from '../terminal/command-error.ts'
import { count, size } from '../terminal/wording.ts'
import { generateCsv } from './rows/csv.ts'
import { defaultShape } from './rows/transactions.ts'

interface WriteOptions {
  gzip: boolean
  /** Stops writing and removes the file. */
  signal?: AbortSignal
  /** Called with the bytes generated so far, before compression. */
  onProgress?: (bytes: number) => void
}

/**
 * Writes blocks to a file (`-` = standard output); returns the bytes before compression. A file that could not be
 * finished is removed; a reader of standard output that has seen enough is no error. Throws CommandError when the file cannot be written.
 */
export async function writeBlocks(
  blocks: Iterable<Buffer>,
  out: string,
  { gzip, signal, onProgress }: WriteOptions,
): Promise<number> {
  let bytes = 0
  const counted = function* () {
    for (const block of blocks) {
      bytes += block.length
      onProgress?.(bytes)
      yield block
    }
  }
  const stages: Transform[] = gzip ? [createGzip({ level: 6 })] : []
  try {
    const target: Writable = out === '-' ? process.stdout : await openFile(out)
    await pipeline([Readable.from(counted()), ...stages, target], { end: out !== '-', signal })
  } catch (error) {
    if (out !== '-') await rm(out, { force: true }).catch(() => {})
    const { code, message } = error as NodeJS.ErrnoException
    if (out === '-' && code === 'EPIPE') return bytes
    if (!code?.startsWith('E')) throw error
    throw new CommandError(`cannot write ${out}: ${message}`, 'choose another --out')
  }
  return bytes
}

async function openFile(path: string): Promise<Writable> {
  await mkdir(dirname(path), { recursive: true })
  return createWriteStream(path)
}

/** Writes the sample that `npm start` uploads; the same rows give the same file. Returns its path and a line about it. */
export async function writeSample(
  rows: number,
  signal: AbortSignal,
): Promise<{ path: string; line: string }> {
  const path = join(localFolder, 'samples', `transactions-${rows}.csv`)
  const bytes = await writeBlocks(generateCsv({ ...defaultShape, rows }), path, { gzip: false, signal })
  return { path, line: `${count(rows)} transactions of 2024 generated, ${size(bytes)}` }
}
