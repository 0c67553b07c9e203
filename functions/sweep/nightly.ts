import type { Admitted } from '../catalog/admit.ts'
import type { ScheduleRequest } from '../catalog/catalog.ts'
import type { Setting } from '../catalog/setting.ts'
import { pendingKey } from '../layout.ts'
import { writeJson } from '../store.ts'

/** The nightly run's first step: admits the schedule's own request, which makes every dirty stage due. */
export async function sweepNightly({ store }: Setting, execution: string): Promise<Admitted> {
  const request = `schedule-${execution}`
  await writeJson(store, pendingKey(request), { kind: 'schedule', execution } satisfies ScheduleRequest)
  return { request, waitSeconds: 0 }
}
