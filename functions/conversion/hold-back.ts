/**
 * Lets a byte stream through but for its end: the last `count` bytes are given to `split`, which says how many of them to
 * keep back.
 */
export async function* holdBack(
  source: AsyncIterable<Uint8Array>,
  count: number,
  split: (tail: Uint8Array) => number,
): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array = new Uint8Array(0)
  for await (const piece of source) {
    waiting = Buffer.concat([waiting, piece])
    const free = waiting.length - count
    if (free <= 0) continue
    yield waiting.subarray(0, free)
    waiting = waiting.subarray(free)
  }
  const rest = waiting.length - split(waiting)
  if (rest > 0) yield waiting.subarray(0, rest)
}
