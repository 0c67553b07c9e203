import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localFolder, projectRoot } from '../process/folders.ts'
import { withLock } from '../process/lock.ts'
import { lastLines, run } from '../process/program.ts'
import { findPython } from '../process/python.ts'
import { CommandError } from '../terminal/command-error.ts'

const venvFolder = join(localFolder, 'venv')
export const venvPython = join(venvFolder, 'bin/python')
const ministackVersion = '1.5.33'
const requirements = join(projectRoot, 'local/cloud/requirements.txt')
const marker = join(venvFolder, 'complete')

/** Installs pinned MiniStack into the project's own venv unless it is there. Throws a CommandError when it cannot. */
export async function installMinistack(say: (line: string) => void, signal?: AbortSignal): Promise<void> {
  // A venv holds its own path: a moved project needs a new one.
  const wanted = createHash('sha256').update(readFileSync(requirements)).update(venvFolder).digest('hex')
  if (isComplete(wanted)) return
  // two clouds of one checkout may be the first at the same time
  await withLock(join(localFolder, 'venv.lock'), () => makeVenv(wanted, say, signal), { signal })
}

async function makeVenv(wanted: string, say: (line: string) => void, signal?: AbortSignal): Promise<void> {
  if (isComplete(wanted)) return
  const python = findPython()
  // A half-made venv (Ctrl-C, full disk) has no marker: start over.
  rmSync(venvFolder, { recursive: true, force: true })
  say(
    `installing MiniStack ${ministackVersion} into .local/venv (once; about 20 MB to download, 90 MB on disk)`,
  )
  const step = async (command: string, args: string[]) => {
    const logFile = join(localFolder, 'install.log')
    const { code, timedOut } = await run(
      { command, args, env: process.env, cwd: projectRoot, logFile },
      600,
      signal,
    )
    if (code === 0) return
    const why = timedOut ? 'did not end within 10 minutes' : 'failed'
    throw new CommandError(
      `installing MiniStack ${why}:\n${lastLines(logFile, 8)}`,
      'check the network (or PIP_INDEX_URL, PIP_PROXY behind a company proxy) and run it again; all of it is in .local/install.log',
    )
  }
  await step(python, ['-m', 'venv', venvFolder])
  // all that is needed is pinned, and compiled when it is first used
  const pip = [
    '-m',
    'pip',
    'install',
    '--no-input',
    '--disable-pip-version-check',
    '--no-deps',
    '--no-compile',
  ]
  await step(venvPython, [...pip, '--require-hashes', '-r', requirements])
  writeFileSync(marker, wanted)
}

function isComplete(wanted: string): boolean {
  return existsSync(venvPython) && existsSync(marker) && readFileSync(marker, 'utf8') === wanted
}
