import type { Reception } from '../reception/receive-upload.ts'
import { RequestError } from '../runtime/errors.ts'
import { incomingPrefix } from '../storage/layout.ts'
import { findUpload, groupByKey, identifyVersions, inOrder, mayBeMeant, nextRun } from '../sweep/missing.ts'
import type { Upload } from '../upload/upload.ts'
import { type ListedVersion, showKey } from '../upload/upload-identity.ts'

/** What a replay reaches. */
interface ReplayedFrom {
  inputBucket: string
  listVersions(prefix: string): AsyncIterable<ListedVersion>
  /** Status of an execution, null when there is none of that name. */
  statusOf(execution: string): Promise<string | null>
  /** Judges an upload's head and starts its run under that name. */
  receive(upload: Upload, execution: string): Promise<Reception>
}

export interface Replayed {
  upload: string
  /** Execution that was started, unless the file was refused by its head. */
  run: string
  reception: Reception
}

// A person may try more often than the sweep does.
const runLimit = 1000

/**
 * Receives an upload again, as S3's event did, in a run of its own. What is published already is not counted twice.
 * Throws RequestError when there is no such upload or a run of it is under way.
 * @param name id of the upload, its key (the newest version), or the beginning of its id
 */
export async function replayUpload(name: string, from: ReplayedFrom): Promise<Replayed> {
  const meant: Upload[] = []
  for await (const ofOneKey of groupByKey(from.listVersions(incomingPrefix)))
    meant.push(...identifyVersions(from.inputBucket, ofOneKey).filter(mayBeMeant(name)))
  const upload = findUpload(inOrder(meant), name)
  if (!upload) throw new RequestError(`there is no upload or key named ${showKey(name)}`)
  const next = await nextRun(upload.id, from.statusOf, runLimit)
  if (next === 'running') throw new RequestError(`a run of ${upload.id} is under way`)
  if (next === 'exhausted') throw new RequestError(`${upload.id} has had ${runLimit} runs`)
  return { upload: upload.id, run: next.name, reception: await from.receive(upload, next.name) }
}
