import { spawn } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findPython } from '../process/python.ts'

/** A Python environment of this project. */
interface PythonHome {
  /** Folder its packages are installed in. */
  site: string
}

/** A new virtual environment with these packages; an older one in its place is removed. Throws a CommandError when there is no Python. */
export async function createPython(
  folder: string,
  packages: readonly string[],
  announce: (line: string) => void,
): Promise<PythonHome> {
  await rm(folder, { recursive: true, force: true })
  await runTool(findPython(), ['-m', 'venv', folder])
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off']
  await runTool(join(folder, 'bin/python'), [...pip, ...packages], (line) => {
    if (/^\s*(Downloading|Building wheel for pyspark|Installing)/.test(line)) announce(line.trim())
  })
  const [version] = (await readdir(join(folder, 'lib'))).filter((name) => name.startsWith('python'))
  return { site: join(folder, 'lib', version!, 'site-packages') }
}

/** Runs a command to its end, telling its output line by line. Throws with its last lines when it fails. */
export async function runTool(
  command: string,
  args: readonly string[],
  tell: (line: string) => void = () => {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const last: string[] = []
  const read = (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      tell(line)
      last.push(line)
      if (last.length > 20) last.shift()
    }
  }
  child.stdout.setEncoding('utf8').on('data', read)
  child.stderr.setEncoding('utf8').on('data', read)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${code}:\n${last.join('\n')}`)
}
