import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../../local/settings.ts'

test('deploying locally without a local cloud says what to do', () => {
  const bin = join(projectRoot, 'node_modules/.bin')
  const { status, stdout, stderr } = spawnSync(join(bin, 'sls'), ['deploy', '--stage', 'local'], {
    cwd: projectRoot,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
  })
  assert.equal(status, 1)
  assert.match(stdout + stderr, /no local cloud answers at http:\/\/127\.0\.0\.1:1: npm run up/)
})
