import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A temporary folder that ends with the process: serverless-esbuild leaves a copy of every function behind, 0.7 GB each time. */
export default class TemporaryFolder {
  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'card-pipeline-packages-'))
    process.env.TMPDIR = folder
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
}
