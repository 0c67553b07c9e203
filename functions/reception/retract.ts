import { startExecution } from '../run/executions.ts'
import { pendingKey, retractedKey } from '../storage/layout.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'

/**
 * Takes a key's contribution out of the tables: admits the request and starts a run for it. The moment the request is
 * stored is its place among the key's versions; a version uploaded later counts again. It is also kept for the case that the
 * catalog is lost. Returns the execution's name.
 * @param id names the request; a repetition of the same request is no second one
 */
export async function retractKey(store: ObjectStore, key: string, id: string): Promise<string> {
  const request = `retract-${id}`
  await writeJson(store, retractedKey(request), { kind: 'retract', key })
  await writeJson(store, pendingKey(request), { kind: 'retract', key })
  await startExecution(request, { trigger: 'refresh' })
  return request
}
