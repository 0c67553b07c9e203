import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringUp, takeDown } from '../cloud/bring-up.ts'
import { useOwnCloud } from '../pipeline/stack.ts'
import type { Progress } from '../terminal/steps.ts'
import { type WorkerCpu, withWorkerCpu } from './worker-cpu.ts'

/** Does work on a local cloud, whose CPU is watched, and in a folder; both are made for it and forgotten afterwards. */
export async function inOwnCloud<T>(
  params: string[],
  progress: Progress,
  signal: AbortSignal,
  work: (folder: string, cpu: WorkerCpu) => Promise<T>,
): Promise<T> {
  const cloud = useOwnCloud()
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    await takeDown(cloud, true)
    await bringUp(cloud, progress, { params, signal })
    return await withWorkerCpu(cloud.folder, (cpu) => work(folder, cpu))
  } finally {
    await takeDown(cloud, true)
    await rm(folder, { recursive: true, force: true })
  }
}
