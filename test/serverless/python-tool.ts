import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPython } from '../../local/cloud/python.ts'
import { localFolder, projectRoot } from '../../local/settings.ts'

/**
 * Path of a pinned Python program (`cfn-lint`, `checkov`), installed into a venv of its own under .local/ unless it is
 * there. Only the installation needs the network.
 */
export function installTool(name: string): string {
  const venv = join(localFolder, name)
  const requirements = join(projectRoot, `test/serverless/requirements-${name}.txt`)
  const wanted = `${venv}\n${readFileSync(requirements, 'utf8')}`
  const marker = join(venv, 'complete')
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== wanted) {
    rmSync(venv, { recursive: true, force: true })
    execFileSync(findPython(), ['-m', 'venv', venv])
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check']
    execFileSync(join(venv, 'bin/python'), [...pip, '-r', requirements])
    writeFileSync(marker, wanted)
  }
  return join(venv, 'bin', name)
}
