import { type Fault, takeFault } from './faults.ts'
import type { EmrState, Entry, Step } from './state.ts'

/** Runs a step's process to its end. `signal` ends it before. */
export type RunStep = (entry: Entry, step: Step, signal: AbortSignal) => Promise<StepOutcome>

type StepOutcome = { ok: true } | { ok: false; message: string; logFile?: string }

/** What becomes of a step, injected faults first; `spot` when the instances were taken away under it. */
export async function runOrFail(
  { state, runStep }: { state: EmrState; runStep: RunStep },
  entry: Entry,
  step: Step,
  signal: AbortSignal,
): Promise<StepOutcome | 'spot'> {
  const happens = (fault: Fault) => takeFault(state.faults, fault)
  if (happens('hang')) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return { ok: false, message: 'Ended while it hung.' }
  }
  if (happens('silent')) return { ok: true }
  if (happens('step')) return { ok: false, message: 'Unknown Error.' }
  if (!happens('spot')) return runStep(entry, step, signal)
  await runStep(entry, step, AbortSignal.any([signal, AbortSignal.timeout(1000)]))
  return 'spot'
}
