import { spawnSync } from 'node:child_process'
import { CommandError } from '../terminal/command-error.ts'

const candidates = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)]
const question = `import sys
print(sys.version_info[0], sys.version_info[1])
import venv, ensurepip
print('venv')`

/** What one Python on the PATH can do. */
export interface Python {
  command: string
  /** Minor version of Python 3. */
  minor: number
  venv: boolean
}

/** The first Python ≥ 3.10 with its venv module. Throws a CommandError with the one line that installs it. */
export function findPython(look: (command: string) => Python | null = inspect): string {
  const found = candidates.map(look).filter((python) => python !== null)
  const usable = found.filter(({ minor }) => minor >= 10)
  const complete = usable.find(({ venv }) => venv)
  if (complete) return complete.command
  const [partial] = usable
  if (partial) {
    const name = `python3.${partial.minor}-venv`
    throw new CommandError(
      `${partial.command} (3.${partial.minor}) has no venv module, which installing MiniStack needs`,
      `install it and try again: sudo apt-get install -y ${name} || sudo apt-get install -y python3-venv`,
    )
  }
  const old = found[0] ? `the newest is 3.${Math.max(...found.map(({ minor }) => minor))}` : 'there is none'
  throw new CommandError(
    `Python 3.10 or later is needed to run MiniStack, and ${old}`,
    `install it and try again: ${installLine(process.platform)}`,
  )
}

function inspect(command: string): Python | null {
  const answer = spawnSync(command, ['-c', question], { encoding: 'utf8' })
  const version = /^3 ([0-9]+)/.exec(answer.stdout ?? '')
  return version ? { command, minor: Number(version[1]), venv: answer.stdout.includes('venv') } : null
}

/** The one line that installs Python on a platform. */
function installLine(platform: string): string {
  if (platform === 'darwin') return 'brew install python@3.12'
  return 'sudo apt-get install -y python3 python3-venv   (Fedora: sudo dnf install -y python3)'
}
