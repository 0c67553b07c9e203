/** A seeded stream of uniform numbers in [0, 1). */
export type Random = () => number

/** The sfc32 generator: small, fast, and the same everywhere for the same seed and stream name. */
export function randomStream(seed: number, stream: string): Random {
  let a = hashText(stream)
  let b = seed | 0
  let c = Math.trunc(seed / 2 ** 32) | 0
  let d = 1
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  for (let warmUp = 0; warmUp < 16; warmUp++) next()
  return next
}

/** A 32-bit FNV-1a hash of a text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Draws an index with the given relative weights. Throws when there is nothing to draw. */
export function weightedIndex(weights: readonly number[]): (random: Random) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) throw new Error('weights add up to nothing')
  const table = new Uint16Array(4096)
  let index = 0
  let reached = weights[0]!
  for (let slot = 0; slot < table.length; slot++) {
    while (((slot + 0.5) * total) / table.length > reached) reached += weights[++index]!
    table[slot] = index
  }
  return (random) => table[Math.floor(random() * table.length)]!
}

/** A normally distributed number (mean 0, deviation 1). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
