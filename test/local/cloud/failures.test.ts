import assert from 'node:assert/strict'
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
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
  stdout: string
  stderr: string
}

async function run(args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const full = { ...process.env, CARD_PIPELINE_LOCAL: join(folder, 'local'), ...env }
  const options = { cwd: projectRoot, env: full, timeout: 60_000 }
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, args, options)) }
  } catch (error) {
    return error as Ended & Error
  }
}

const up = (env: NodeJS.ProcessEnv) => run(['local/up.ts'], env)

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

test('a cloud that this project did not start is neither forgotten nor stopped', async () => {
  const health = JSON.stringify({ services: {} })
  const server = createHttpServer((_, response) => response.end(health)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }
  const left = join(folder, `local/cloud-${port}`)
  mkdirSync(left, { recursive: true })
  const wiped = await run(['local/down.ts', '--wipe'], env)
  assert.equal(wiped.code, 1)
  assert.match(wiped.stderr, /was not started by this project; nothing was stopped and nothing forgotten/)
  assert.ok(existsSync(left))
  const { code, stdout } = await run(['local/down.ts'], env)
  server.close()
  assert.equal(code, 0)
  assert.match(stdout, /was not started by this project and goes on/)
})

test('of two that start or deploy to a cloud at once, from any clone, one waits', async () => {
  const lock = join(tmpdir(), `card-pipeline-${freePort}.lock`)
  writeFileSync(lock, String(process.pid))
  const env = {
    ...process.env,
    CARD_PIPELINE_LOCAL: join(folder, 'second'),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${freePort}`,
  }
  const command = spawn(process.execPath, ['local/up.ts'], { cwd: projectRoot, env })
  const [line] = await once(command.stdout, 'data')
  assert.match(String(line), /another command is starting this cloud; waiting for it/)
  command.kill('SIGINT')
  const [code] = await once(command, 'exit')
  rmSync(lock)
  assert.equal(code, 130)
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
