import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readNumber, readVariable } from '../../functions/runtime/environment.ts'
import { runningProcess } from '../process/program.ts'
import { ensureSpark } from '../spark/install.ts'
import { serveEmr } from './server.ts'
import { stepRunner } from './step.ts'

// The local EMR as a process of its own: `npm run up` starts it, SIGTERM ends it, its clusters outlive it.
const folder = process.argv[2]!
const say = (line: string) => console.log(`${new Date().toISOString()} ${line}`)

await endOrphans(join(folder, 'steps'))
const endpoint = await serveEmr({
  host: readVariable('EMR_HOST'),
  port: readNumber('EMR_PORT'),
  folder,
  bootSeconds: Number(process.env.EMR_BOOT_SECONDS ?? 2),
  runStep: stepRunner(join(folder, 'steps'), say),
  bootstrap: () => ensureSpark(say),
})
say(`EMR answers at ${endpoint.url}`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void endpoint.close().then(() => process.exit(0)))
}

/** Ends the step processes of an endpoint that was killed and could not end them itself. */
async function endOrphans(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  for (const name of names.filter((path) => path.endsWith('.pid'))) {
    const pid = runningProcess(join(folder, name), 'SparkSQLCLIDriver')
    if (pid) process.kill(pid, 'SIGKILL')
    await rm(join(folder, name), { force: true })
  }
}
