import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../../local/process/folders.ts'

const module = join(projectRoot, 'serverless/package-folder.mjs')
const { default: PackageFolder } = await import(module)

const otherLocal = mkdtempSync(join(tmpdir(), 'package-folder-'))
after(() => rmSync(otherLocal, { recursive: true }))

let giveBack: () => void
before(async () => {
  const listeners = process.listeners('exit')
  // other tests package here too
  const log = { notice: () => {} }
  await new PackageFolder(undefined, {}, { log }).hooks['before:package:cleanup']()
  const [added] = process.listeners('exit').filter((listener) => !listeners.includes(listener))
  giveBack = () => added!(0)
})

test('who packages in a checkout waits for who packages there already, whatever its local cloud', async () => {
  const program = `
    const { default: PackageFolder } = await import(${JSON.stringify(module)})
    const log = { notice: console.log }
    await new PackageFolder(undefined, {}, { log }).hooks['before:package:cleanup']()
    console.log('packages')`
  const env = { ...process.env, CARD_PIPELINE_LOCAL: otherLocal }
  const other = spawn(process.execPath, ['--input-type=module', '--eval', program], { env })
  let said = ''
  other.stdout.on('data', (data) => {
    said += data
  })
  while (!said) await sleep(50)
  await sleep(700)
  assert.match(said, /waiting for it/)
  assert.doesNotMatch(said, /packages$/m)
  giveBack()
  assert.deepEqual(await once(other, 'exit'), [0, null])
  assert.match(said, /packages$/m)
})
