import { stack } from '../pipeline/stack.ts'
import { askConsent } from '../terminal/consent.ts'
import { count, size } from '../terminal/wording.ts'

/** Bytes that are read from S3 without a word. */
const unaskedBytes = 1e9

/** Says what is about to be read from S3, and asks, when it is over 1 GB. Throws a CommandError without consent. */
export async function askLargeRead(
  objects: readonly { bytes: number }[],
  ...[yes, terminal]: [yes: unknown, terminal?: Parameters<typeof askConsent>[2]]
): Promise<void> {
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0)
  if (bytes <= unaskedBytes) return
  const what = `read ${count(objects.length)} objects, ${size(bytes)}, from ${stack.outputBucket}`
  await askConsent(`${what} (--athena asks Athena instead)`, yes, terminal)
}
