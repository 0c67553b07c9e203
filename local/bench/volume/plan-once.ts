import { readFileSync } from 'node:fs'
import type { Grain } from '../../../jobs/stages.ts'
import { FolderStore } from './folder-store.ts'
import { contextOver, runModel } from './model-run.ts'

/** What one run came to, in a process of its own. */
export interface MeasuredRun {
  rounds: number
  /** Of PlanStages alone, and of the whole run. */
  plan: { cpuSeconds: number; bytesRead: number; bytesWritten: number; calls: number }
  run: { cpuSeconds: number; calls: number; swaps: number }
  peakMegabytes: { plan: number; run: number }
}

const [folder, grain, request] = process.argv.slice(2) as [string, Grain, string]
const store = await FolderStore.open(folder)
const context = contextOver(store, grain)
const { planRun } = await import('../../../functions/catalog/plan.ts')
const started = process.cpuUsage()
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}
await planRun(context, request, request)
const plan = { cpuSeconds: cpuSeconds(), ...sum(store.takeTraffic()) }
const peakOfPlan = peakMegabytes()
const rounds = await runModel(context, request, request)
const after = store.takeTraffic()
const measured: MeasuredRun = {
  rounds,
  plan,
  run: { cpuSeconds: cpuSeconds(), calls: sum(after).calls, swaps: after.swaps },
  peakMegabytes: { plan: peakOfPlan, run: peakMegabytes() },
}
console.log(JSON.stringify(measured))

/** Of this program: what the operating system sums up holds the process that started it, too. Linux only. */
function peakMegabytes(): number {
  return Number(/^VmHWM:\s+([0-9]+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024
}

function sum({ calls, bytesRead, bytesWritten }: FolderStore['traffic']) {
  return { bytesRead, bytesWritten, calls: Object.values(calls).reduce((total, count) => total + count, 0) }
}
