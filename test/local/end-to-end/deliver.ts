import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { incomingPrefix } from '../../../functions/storage/layout.ts'
import type { Delivery } from '../../../local/upload/ending.ts'
import { command, type Ended } from './cloud.ts'

const folder = mkdtempSync(join(tmpdir(), 'end-to-end-'))
let files = 0

/** Writes a file to upload. */
export function writeFile(content: string | Buffer): string {
  const path = join(folder, `file-${++files}.csv`)
  writeFileSync(path, content)
  return path
}

interface Delivered extends Ended {
  delivery: Delivery
}

/** Sends content under a name with `npm run upload -- --json` and waits for its end. */
export async function deliver(name: string, content: string | Buffer): Promise<Delivered> {
  const ended = await command('upload', writeFile(content), '--as', name, '--json')
  if (!ended.stdout) throw new Error(`upload said nothing, code ${ended.code}:\n${ended.stderr}`)
  const [delivery] = JSON.parse(ended.stdout) as Delivery[]
  return { ...ended, delivery: delivery! }
}

export const keyOf = (name: string) => `${incomingPrefix}${name}`
