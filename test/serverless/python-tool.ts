import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  execFileSync(chooseBase(), ['-m', 'venv', venv])
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps']
  // the pip that comes with Python may take twice the time for a hundred packages
  for (const what of [['pip==26.0.1'], ['--no-compile', '-r', requirements]])
    execFileSync(join(venv, 'bin/python'), [...pip, ...what])
  writeFileSync(marker, wanted)
  return venv
}
