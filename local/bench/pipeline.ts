import { createReadStream } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ConversionFiles, convertRange } from '../../functions/conversion/convert-range.ts'
import { cutChunks } from '../../functions/reception/cut-chunks.ts'
import type { InputFormat, Upload } from '../../functions/upload/upload.ts'
import { contractColumnNames } from '../../hive/input.ts'
import type { BenchSample } from './sample.ts'

const chunkBytes = 32 * 1024 * 1024

/** An upload of so many bytes that nobody stored. */
export const benchUpload = (bytes: number): Upload => ({
  id: 'bench',
  bucket: '',
  key: 'incoming/bench.csv',
  versionId: '',
  etag: '',
  bytes,
  order: '',
  uploadedAt: new Date().toISOString(),
})

/** Converts the sample chunk by chunk into a folder. */
export const convertAll = ({ csv, bytes, headerBytes }: BenchSample, staged: string): Promise<void> =>
  convertInto(
    benchUpload(bytes),
    { compression: 'none', headerBytes, headerLines: 1, columns: [...contractColumnNames], warnings: [] },
    async (from, to) => createReadStream(csv, { start: from, end: to - 1 }),
    staged,
  )

/** Converts a file chunk by chunk into a folder. */
export async function convertInto(
  upload: Upload,
  format: InputFormat,
  open: ConversionFiles['open'],
  staged: string,
): Promise<void> {
  for (const chunk of cutChunks(format, upload.bytes, chunkBytes))
    await convertRange(
      { execution: 'bench', upload, format, chunk },
      {
        open,
        save: async (files) => {
          for (const { key, path } of files) {
            await mkdir(dirname(join(staged, key)), { recursive: true })
            await copyFile(path, join(staged, key))
          }
          return files.map(({ key }) => key)
        },
      },
    )
}
