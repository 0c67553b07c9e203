import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type LocalCloud, locate } from '../../../local/process/local-cloud.ts'
import { isOutdated, type Service, startService, stopService } from '../../../local/process/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'service-'))
const cloud: LocalCloud = { ...locate('http://127.0.0.1:4566'), folder }
const source = join(folder, 'source.py')
const service: Service = {
  name: 'waiting',
  mark: 'sleep 60',
  startSeconds: 10,
  stopSeconds: 10,
  sources: [source],
  isHealthy: async () => true,
  prepare: async () => ({
    command: 'sh',
    args: ['-c', 'sleep 60; true'],
    env: process.env,
    cwd: folder,
    logFile: join(folder, 'log'),
  }),
}

before(() => {
  writeFileSync(source, '')
})
after(async () => {
  await stopService(service, cloud)
  rmSync(folder, { recursive: true })
})

test('a service is outdated when what it runs was changed after it was started', async () => {
  assert.equal(isOutdated(service, cloud), false, 'not started')
  await startService(service, cloud, () => {})
  assert.equal(isOutdated(service, cloud), false)
  const later = new Date(Date.now() + 1000)
  utimesSync(source, later, later)
  assert.equal(isOutdated(service, cloud), true)
})
