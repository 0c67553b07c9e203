import { readFileSync } from 'node:fs'
import { inspectAll } from '../process/program.ts'

const sampleMillis = 500
/** Linux counts time in hundredths. */
const ticksPerSecond = 100
/** A worker's command holds the name of its function: `…/ministack-lambda-card-pipeline-local-convertChunk-x1y2z3/_worker.js`. */
const workerPattern = /ministack-lambda-.+-([A-Za-z]+)-[^-/]+\/_worker/

/** A step of the local EMR: its scratch folder is in its command. */
const sparkClass = 'SparkSQLCLIDriver'
const spark = 'spark'

/** CPU seconds by function, and `spark`. */
export type FunctionCpu = Record<string, number>

/** Does work while the CPU of a local cloud is watched. @param folder the cloud's own */
export async function withWorkerCpu<T>(folder: string, work: (cpu: WorkerCpu) => Promise<T>): Promise<T> {
  const cpu = new WorkerCpu(folder)
  try {
    return await work(cpu)
  } finally {
    cpu.stop()
  }
}

/** CPU that the functions' workers, and Spark, of a local cloud used, at any moment since it was started; Linux only. */
export class WorkerCpu {
  private readonly folder: string
  private readonly ofWorker = new Map<number, { name: string; seconds: number }>()
  private readonly samples: { at: number; cpu: FunctionCpu }[] = []
  private readonly timer: NodeJS.Timeout

  /** @param folder the cloud's own */
  constructor(folder: string) {
    this.folder = folder
    this.sample()
    this.timer = setInterval(() => this.sample(), sampleMillis)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** From one moment to another. */
  between(from: Date, to: Date): FunctionCpu {
    const before = this.until(from)
    const spent = Object.entries(this.until(to)).map(([name, seconds]) => [
      name,
      seconds - (before[name] ?? 0),
    ])
    return Object.fromEntries(spent)
  }

  private until(moment: Date): FunctionCpu {
    return this.samples.findLast(({ at }) => at <= moment.getTime())?.cpu ?? {}
  }

  /** Workers that ended keep what they were last seen to have used. */
  private sample(): void {
    for (const { pid, command } of inspectAll()) {
      const name = command.includes(sparkClass) ? spark : workerPattern.exec(command)?.[1]
      if (!name || !command.includes(`${this.folder}/`)) continue
      this.ofWorker.set(pid, { name, seconds: cpuOf(pid) ?? this.ofWorker.get(pid)?.seconds ?? 0 })
    }
    const cpu: FunctionCpu = {}
    for (const { name, seconds } of this.ofWorker.values()) cpu[name] = (cpu[name] ?? 0) + seconds
    this.samples.push({ at: Date.now(), cpu })
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
