import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { globSync, openSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { localFolder } from '../../../local/process/folders.ts'
import { CommandError } from '../../../local/terminal/command-error.ts'
import { findFreePort } from '../../docs/free-port.ts'
import { installVenv } from '../../serverless/python-tool.ts'

const startSeconds = 120

/** LocalStack with Step Functions alone, on a port of its own. */
interface Localstack {
  endpoint: string
  stop(): Promise<void>
}

/**
 * Installs LocalStack into a venv under .local/ unless it is there, and starts it.
 * @param mocks file of mocked task results
 */
export async function startLocalstack(mocks: string): Promise<Localstack> {
  const requirements = join(import.meta.dirname, 'requirements.txt')
  const venv = installVenv('localstack', requirements, findPython312)
  const endpoint = `http://127.0.0.1:${await findFreePort()}`
  const logFile = join(localFolder, 'localstack.log')
  const log = openSync(logFile, 'w')
  const server = spawn(join(venv, 'bin/python'), [join(import.meta.dirname, 'localstack_main.py')], {
    env: environment(endpoint, mocks),
    stdio: ['ignore', log, log],
  })
  for (let waited = 0; !(await answers(endpoint)); waited++) {
    if (waited > 2 * startSeconds || server.exitCode !== null) {
      await stop(server)
      throw new Error(`LocalStack did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
    }
    await sleep(500)
  }
  return { endpoint, stop: () => stop(server) }
}

const environment = (endpoint: string, mocks: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  SERVICES: 'stepfunctions',
  SFN_MOCK_CONFIG: mocks,
  GATEWAY_LISTEN: endpoint.slice('http://'.length),
  FILESYSTEM_ROOT: join(localFolder, 'localstack-files'),
  SKIP_SSL_CERT_DOWNLOAD: '1',
  DNS_ADDRESS: '0',
  DISABLE_EVENTS: '1',
})

const answers = (endpoint: string) =>
  fetch(`${endpoint}/_localstack/health`).then(
    ({ ok }) => ok,
    () => false,
  )

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await Promise.race([ended, sleep(10_000).then(() => server.kill('SIGKILL'))])
}

const question = 'import sys, venv, ensurepip; print(sys.version_info.major, sys.version_info.minor)'

/** A Python that LocalStack runs on, 3.13 or 3.12, by its name or under pyenv. Throws a CommandError when there is none. */
function findPython312(): string {
  const ofPyenv = globSync(join(homedir(), '.pyenv/versions/3.1[32]*/bin/python')).sort().reverse()
  for (const command of ['python3.13', 'python3.12', 'python3', ...ofPyenv]) {
    const { stdout } = spawnSync(command, ['-c', question], { encoding: 'utf8' })
    if (/^3 1[23]\b/.test(stdout ?? '')) return command
  }
  throw new CommandError(
    'Python 3.12 or 3.13 is needed to run the state machines in LocalStack, and there is none',
    'install it and try again: sudo apt-get install -y python3.12 python3.12-venv, or pyenv install 3.13',
  )
}
