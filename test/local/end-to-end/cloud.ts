import { execFile } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { useLocalCloud } from '../../../local/pipeline/stack.ts'
import { projectRoot } from '../../../local/process/folders.ts'
import { locate } from '../../../local/process/local-cloud.ts'

const file = process.argv[1]!
const files = readdirSync(dirname(file)).filter((name) => name.endsWith('.e2e.ts'))
const place = Math.max(files.sort().indexOf(basename(file)), 0)

/** The cloud of the test file that runs, beside those of the others and the one that a developer may have running. */
export const cloud = locate(`http://127.0.0.1:${Number(process.env.TEST_CLOUD_PORT ?? 4591) + 10 * place}`)
process.env.AWS_ENDPOINT_URL = cloud.endpoint
useLocalCloud()

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Runs a command as `npm run` does, against the tests' cloud. */
export function command(script: string, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, AWS_ENDPOINT_URL: cloud.endpoint, NODE_TEST_CONTEXT: undefined }
  return new Promise((resolve) => {
    const options = { cwd: projectRoot, env, timeout: 400_000, maxBuffer: 1e8 }
    const prepared = ['--import', './local/terminal/prepare.mjs', `local/${script}.ts`, ...args]
    execFile(process.execPath, prepared, options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 255) : 0, stdout, stderr })
    })
  })
}

/** Starts it from nothing, deployed with the parameters. Throws with everything `up` said when that fails. */
export async function startCloud(...params: string[]): Promise<void> {
  const given = params.length ? ['--param', params.join(',')] : []
  const { code, stdout, stderr } = await command('up', '--wipe', ...given)
  if (code !== 0) throw new Error(`up ended with ${code}:\n${stdout}\n${stderr}`)
}

/** Stops it and forgets it. */
export async function stopCloud(): Promise<void> {
  await command('down', '--wipe')
  rmSync(cloud.folder, { recursive: true, force: true })
}
