import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { projectRoot } from '../../local/process/folders.ts'

const shownEndpoint = 'http://127.0.0.1:4566'

/** A clone of HEAD with a local cloud of its own, in which shown commands run. */
interface FreshClone {
  run(script: string): { ok: boolean; output: string }
  remove(): void
}

/**
 * Clones HEAD into a temporary folder, installs aws and awslocal beside it and replaces the shown port by that of
 * `endpoint`. Throws when git or pip fails.
 */
export function makeFreshClone(endpoint: string): FreshClone {
  const folder = mkdtempSync(join(tmpdir(), 'card-pipeline-docs-'))
  const clone = join(folder, 'clone')
  execFileSync('git', ['clone', '-q', projectRoot, clone])
  const settings = join(clone, '.env.local')
  writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(shownEndpoint, endpoint))
  const env: NodeJS.ProcessEnv = {
    ...withoutNode(process.env),
    ...parseEnv(readFileSync(settings, 'utf8')),
    AWS_ENDPOINT_URL: endpoint,
    NO_COLOR: '1',
  }
  const tools = installTools(folder)
  const options = { cwd: clone, env: { ...env, PATH: `${tools}${delimiter}${env.PATH}` } }
  const bash = (script: string) =>
    spawnSync('bash', ['-eo', 'pipefail', '-c', script.replaceAll(shownEndpoint, endpoint)], {
      ...options,
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
  return {
    run(script) {
      const { status, stdout, stderr } = bash(script)
      return { ok: status === 0, output: stdout + stderr }
    },
    remove() {
      bash('npm run down -- --wipe')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The environment of a person's shell: without what npm and this project put in front of their own programs. */
function withoutNode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_OPTIONS')
  const path = (env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'))
  return { ...Object.fromEntries(own), PATH: path.join(delimiter) }
}

function installTools(folder: string): string {
  const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))
  execFileSync('python3', ['-m', 'venv', join(folder, 'venv')])
  execFileSync(join(folder, 'venv/bin/pip'), ['install', '-q', '-r', requirements])
  return join(folder, 'venv/bin')
}
