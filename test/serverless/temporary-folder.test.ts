import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../../local/process/folders.ts'

test('what packaging puts into the temporary folder is gone with the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'temporary-folder-'))
  const script = `
    import { mkdirSync, readdirSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    import TemporaryFolder from '${join(projectRoot, 'serverless/temporary-folder.mjs')}'
    new TemporaryFolder()
    mkdirSync(tmpdir() + '/aggregate-1/functions', { recursive: true })
    console.log(readdirSync('${folder}').length)`
  const args = ['--input-type=module', '-e', script]
  const written = execFileSync(process.execPath, args, { env: { ...process.env, TMPDIR: folder } })
  assert.equal(written.toString().trim(), '1')
  assert.deepEqual(readdirSync(folder), [])
  rmSync(folder, { recursive: true })
})
