import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runningProcess } from '../process/program.ts'

/** Ends the step processes of an endpoint that was killed and could not end them itself. */
export async function endOrphans(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  for (const name of names.filter((path) => path.endsWith('.pid'))) {
    const pid = runningProcess(join(folder, name), 'SparkSQLCLIDriver')
    if (pid) process.kill(pid, 'SIGKILL')
    await rm(join(folder, name), { force: true })
  }
}
