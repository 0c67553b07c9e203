import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectAll } from '../process/program.ts'

/** The most that any worker of a function used, bytes; what AWS calls its memory and its /tmp. */
interface WorkerPeak {
  memory: number
  disk: number
}

/** By the function's name in the template, such as `aggregate`. */
export type WorkerPeaks = Record<string, WorkerPeak>

const worker = /\/ministack-lambda-card-pipeline-local-(\w+)-[^/]*\/.*_worker/
/** The folder that a function works in (functions/runtime/duckdb.ts). */
const folder = /^card-pipeline-local-(\w+)-/

/** Raises the peaks by the memory that each worker of a cloud used at most; true when one rose. */
export function raiseMemory(peaks: WorkerPeaks, temporary: string): boolean {
  const rose = inspectAll().map(({ pid, command, memory }) => {
    const name = command.includes(temporary) ? worker.exec(command)?.[1] : undefined
    return name ? raise(peaks, name, 'memory', peakOf(pid) ?? memory) : false
  })
  return rose.some(Boolean)
}

/** Raises the peaks by the files that each worker of a cloud has now; true when one rose. */
export function raiseDisk(peaks: WorkerPeaks, temporary: string): boolean {
  const rose = listFolder(temporary).map((entry) => {
    const name = folder.exec(entry)?.[1]
    return name ? raise(peaks, name, 'disk', sizeOf(join(temporary, entry))) : false
  })
  return rose.some(Boolean)
}

function raise(peaks: WorkerPeaks, name: string, kind: keyof WorkerPeak, bytes: number): boolean {
  const peak = peaks[name] ?? { memory: 0, disk: 0 }
  if (bytes <= peak[kind]) return false
  peaks[name] = { ...peak, [kind]: bytes }
  return true
}

/** The peaks kept in a file; none when there is none. */
export function readPeaks(file: string): WorkerPeaks {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

export function writePeaks(file: string, peaks: WorkerPeaks): void {
  writeFileSync(`${file}.new`, JSON.stringify(peaks))
  renameSync(`${file}.new`, file)
}

/** The most memory a process ever used; null where there is no /proc, or no such process any more. */
function peakOf(pid: number): number | null {
  try {
    const peak = /^VmHWM:\s+([0-9]+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return peak ? Number(peak[1]) * 1024 : null
  } catch {
    return null
  }
}

/** Bytes of the files below a folder; what is removed meanwhile does not count. */
function sizeOf(path: string): number {
  return listFolder(path).reduce((sum, name) => {
    const found = statSync(join(path, name), { throwIfNoEntry: false })
    return sum + (found?.isFile() ? found.size : found?.isDirectory() ? sizeOf(join(path, name)) : 0)
  }, 0)
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    // Gone between two looks.
    return []
  }
}
