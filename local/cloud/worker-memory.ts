import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCloud } from '../process/local-cloud.ts'
import { size } from '../terminal/wording.ts'

/** A function's worker process and the most memory it used, bytes. */
interface WorkerPeak {
  function: string
  peakBytes: number
}

/** One line on the memory of the functions' workers, or none when there is nothing to see. */
export function describeMemory(cloud: LocalCloud): string[] {
  const [largest] = readWorkerPeaks(cloud)
  return largest ? [`largest worker: ${size(largest.peakBytes)} (${largest.function})`] : []
}

/** Peaks of the workers that are alive, largest first. Off Linux the present memory stands in for the peak. */
function readWorkerPeaks(cloud: LocalCloud): WorkerPeak[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,rss=,command='], { encoding: 'utf8' }).split(
    '\n',
  )
  const folder = join(cloud.folder, 'tmp/ministack-lambda-')
  return lines
    .filter((line) => line.includes(folder) && line.includes('_worker'))
    .map((line) => {
      const [pid, rss] = line.trim().split(/\s+/)
      const name = line.slice(line.indexOf(folder) + folder.length).replace(/-[^-/]*\/.*$/, '')
      return { function: name, peakBytes: (peakOf(pid!) ?? Number(rss)) * 1024 }
    })
    .sort((a, b) => b.peakBytes - a.peakBytes)
}

function peakOf(pid: string): number | null {
  try {
    const peak = /^VmHWM:\s+([0-9]+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return peak ? Number(peak[1]) : null
  } catch {
    // No /proc here, or the worker has just ended.
    return null
  }
}
