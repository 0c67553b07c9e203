import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectAll } from '../../process/program.ts'

const sampleMillis = 500
/** Linux counts time in hundredths. */
const ticksPerSecond = 100

/** CPU seconds that the functions' workers of a local cloud used, at any moment since it was started; Linux only. */
export class WorkerCpu {
  private readonly temporary: string
  private readonly ofWorker = new Map<number, number>()
  private readonly samples: { at: number; seconds: number }[] = []
  private readonly timer: NodeJS.Timeout

  /** @param folder the cloud's own */
  constructor(folder: string) {
    this.temporary = join(folder, 'tmp')
    this.sample()
    this.timer = setInterval(() => this.sample(), sampleMillis)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** From one moment to another. */
  between(from: Date, to: Date): number {
    return this.until(to) - this.until(from)
  }

  private until(moment: Date): number {
    return this.samples.findLast(({ at }) => at <= moment.getTime())?.seconds ?? 0
  }

  /** Workers that ended keep what they were last seen to have used. */
  private sample(): void {
    for (const { pid, command } of inspectAll())
      if (command.includes(this.temporary) && command.includes('_worker'))
        this.ofWorker.set(pid, cpuOf(pid) ?? this.ofWorker.get(pid) ?? 0)
    const seconds = [...this.ofWorker.values()].reduce((sum, one) => sum + one, 0)
    this.samples.push({ at: Date.now(), seconds })
  }
}

/** Of one process, user and system; null when it is gone. */
function cpuOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the name, in parentheses, may hold anything
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return null
  }
}
