import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../../local/process/folders.ts'

const { default: PackageFolder } = await import(join(projectRoot, 'serverless/package-folder.mjs'))

test('who packages in a checkout waits for who packages there already', async () => {
  const said: string[] = []
  const log = { notice: (line: string) => said.push(line) }
  const packaging = () => new PackageFolder(undefined, {}, { log }).hooks['before:package:cleanup']()
  const before = process.listeners('exit')
  await packaging()
  const [giveBack] = process.listeners('exit').filter((listener) => !before.includes(listener))
  let second = false
  const other = packaging().then(() => {
    second = true
  })
  await sleep(700)
  assert.equal(second, false)
  assert.match(said.join(), /waiting for it/)
  giveBack!(0)
  await other
})
