import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { projectRoot } from '../../../local/process/folders.ts'

const folder = mkdtempSync(join(tmpdir(), 'venv-'))
after(() => rmSync(folder, { recursive: true }))

const program = `
  const { installMinistack } = await import(${JSON.stringify(join(projectRoot, 'local/cloud/venv.ts'))})
  await installMinistack(console.log)`

test('two clouds of one checkout that are the first at the same time install MiniStack once', async () => {
  const env = { ...process.env, CARD_PIPELINE_LOCAL: folder }
  const install = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env })
  const said = await Promise.all([install(), install()])
  assert.equal(said.filter(({ stdout }) => stdout.includes('installing MiniStack')).length, 1)
  await promisify(execFile)(join(folder, 'venv/bin/python'), ['-c', 'import ministack'])
})
