import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localFolder, projectRoot } from '../../local/process/folders.ts'
import { findPython } from '../../local/process/python.ts'

/**
 * Path of a pinned Python program (`cfn-lint`, `checkov`), installed into a venv of its own under .local/ unless it is
 * there. Only the installation needs the network.
 */
export function installTool(name: string): string {
  const requirements = join(projectRoot, `test/serverless/requirements-${name}.txt`)
  return join(installVenv(name, requirements, findPython), 'bin', name)
}

/** Folder of a venv under .local/ with what a file of requirements pins, all that is needed of it, installed unless it is there. */
export function installVenv(name: string, requirements: string, chooseBase: () => string): string {
  const venv = join(localFolder, name)
  const wanted = `${venv}\n${readFileSync(requirements, 'utf8')}`
  const marker = join(venv, 'complete')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return venv
  rmSync(venv, { recursive: true, force: true })
  execFileSync(chooseBase(), ['-m', 'venv', '--without-pip', venv])
  const pip = ['-m', 'pip', '--python', join(venv, 'bin/python'), ...install, '--no-compile']
  execFileSync(findPip(), [...pip, '-r', requirements])
  writeFileSync(marker, wanted)
  return venv
}

const install = ['install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps']

/**
 * A Python with a pip for all of them: one of its own would take 4 s of CPU for each, and the one that comes with Python
 * twice the time for a hundred packages.
 */
function findPip(): string {
  const folder = join(localFolder, 'pip-26.0.1')
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`
    execFileSync(findPython(), ['-m', 'venv', unfinished])
    execFileSync(join(unfinished, 'bin/python'), ['-m', 'pip', ...install, 'pip==26.0.1'])
    try {
      renameSync(unfinished, folder)
    } catch (error) {
      // another test file may have been faster
      if (!existsSync(folder)) throw error
      rmSync(unfinished, { recursive: true })
    }
  }
  return join(folder, 'bin/python')
}
