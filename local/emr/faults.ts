/**
 * What can be made to go wrong, each a number of times:
 * capacity (no instances), bootstrap (a bootstrap action fails), step (the process fails), hang (it never ends),
 * spot (the core instances are taken away while it runs), silent (COMPLETED, but nothing was written),
 * throttle (a call is answered ThrottlingException), unavailable (a call is answered with a server error).
 */
const faultNames = [
  'capacity',
  'bootstrap',
  'step',
  'hang',
  'spot',
  'silent',
  'throttle',
  'unavailable',
] as const

export type Fault = (typeof faultNames)[number]

/** How often each fault is still to happen. */
export type Faults = Partial<Record<Fault, number>>

/** True, and one less to come, when the fault is to happen now. */
export function takeFault(faults: Faults, fault: Fault): boolean {
  const left = faults[fault] ?? 0
  if (left > 0) faults[fault] = left - 1
  return left > 0
}

/** Reads an injection such as `{"capacity": 1}`; throws on a name that is none. */
export function parseFaults(value: unknown): Faults {
  const faults: Faults = {}
  for (const [name, times] of Object.entries(value as Record<string, unknown>)) {
    if (!faultNames.includes(name as Fault)) throw new Error(`no such fault: ${name}`)
    faults[name as Fault] = Number(times)
  }
  return faults
}
