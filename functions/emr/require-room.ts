import { OversizedStageError } from '../runtime/errors.ts'
import type { ObjectStore } from '../storage/store.ts'

/**
 * Bytes of /tmp for a byte that Spark wrote: the files themselves, what sorting them spills and the sorted file. A month of
 * 10,000,000 rows, 300 MB, took 2,066 MB.
 */
const roomPerByte = 7
const megabyte = 1024 ** 2

/**
 * Throws OversizedStageError when what Spark wrote below a folder is more than the function can bring into order: it
 * handles tables that are small by nature, and units of some ten million rows.
 * @param disk MB of /tmp; undefined where there is no limit
 */
export async function requireRoom(
  store: ObjectStore,
  stage: string,
  folder: string,
  disk: number | undefined,
): Promise<void> {
  let bytes = 0
  for await (const object of store.list(folder)) bytes += object.bytes
  const needed = Math.ceil((bytes * roomPerByte) / megabyte)
  if (disk && needed > disk)
    throw new OversizedStageError(
      `${stage}: Spark wrote ${Math.ceil(bytes / megabyte)} MB, which take about ${needed} MB of /tmp to sort; CollectHeavy has ` +
        `${disk} MB. Deploy with --param grain=day where months are that large`,
    )
}
