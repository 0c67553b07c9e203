import assert from 'node:assert/strict'
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { projectRoot } from '../../../local/process/folders.ts'
import { isAlive } from '../../../local/process/program.ts'

const folder = mkdtempSync(join(tmpdir(), 'up-failures-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const freePort = 4391

interface Ended {
  code: number
  stderr: string
}

async function up(env: NodeJS.ProcessEnv): Promise<Ended> {
  const full = { ...process.env, CARD_PIPELINE_LOCAL: join(folder, 'local'), ...env }
  try {
    await promisify(execFile)(process.execPath, ['local/up.ts'], {
      cwd: projectRoot,
      env: full,
      timeout: 60_000,
    })
    return { code: 0, stderr: '' }
  } catch (error) {
    return error as Ended
  }
}

/** A PATH with the few programs that `up` may look for, and this python3. */
function pathWith(python?: string): string {
  const bin = mkdtempSync(join(folder, 'bin-'))
  for (const name of ['sh', 'ps', 'sleep'])
    symlinkSync(
      spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim(),
      join(bin, name),
    )
  if (python) {
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${python}\n`)
    chmodSync(join(bin, 'python3'), 0o755)
  }
  return bin
}

const nothingStarted = () =>
  assert.ok(!readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.pid')))

test('a port taken by another program is named, with another one to use', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).end('not a cloud')).listen(
    0,
    '127.0.0.1',
  )
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const { code, stderr } = await up({ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` })
  server.close()
  assert.equal(code, 1)
  assert.match(stderr, new RegExp(`port ${port} is taken by another program`))
  assert.match(stderr, /AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:[0-9]+ npm run up/)
  nothingStarted()
})

test('Ctrl-C while installing leaves nothing running', async () => {
  const child = join(folder, 'child')
  const python = `[ "$1" = -c ] && { echo 3 12; echo venv; exit; }; echo $$ > ${child}; exec sleep 60`
  const env = { ...process.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${freePort}`, PATH: pathWith(python) }
  const options = { cwd: projectRoot, env: { ...env, CARD_PIPELINE_LOCAL: join(folder, 'local') } }
  const command = spawn(process.execPath, ['local/up.ts'], options)
  while (!existsSync(child)) await sleep(50)
  command.kill('SIGINT')
  const [code] = await once(command, 'exit')
  assert.equal(code, 130)
  assert.equal(isAlive(Number(readFileSync(child, 'utf8'))), false)
  nothingStarted()
})

const pythons: [string, string | undefined, RegExp][] = [
  ['missing Python', undefined, /Python 3\.10 or later is needed.*\n.*(apt-get|brew) install/],
  ['Python without venv', 'echo 3 11; exit 1', /no venv module.*\n.*python3\.11-venv/],
  [
    'failed install',
    '[ "$1" = -c ] && { echo 3 12; echo venv; exit; }; echo disk full; exit 1',
    /installing MiniStack failed:\ndisk full\n.*install\.log/,
  ],
]
for (const [what, python, message] of pythons)
  test(`${what} is explained and nothing is left running`, async () => {
    const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${freePort}`, PATH: pathWith(python) }
    const { code, stderr } = await up(env)
    assert.equal(code, 1)
    assert.match(stderr, message)
    nothingStarted()
  })
