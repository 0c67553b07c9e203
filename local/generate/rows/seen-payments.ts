import { hashText } from './random.ts'

const bits = 2 ** 27

/**
 * Remembers payments in constant memory (16 MiB), so that clean data has no suspected double payment. It may take a
 * new payment for a known one (the caller draws again), never the other way round.
 */
export class SeenPayments {
  readonly #known = new Uint32Array(bits / 32)

  /** False when the payment may have been added before. */
  add(payment: string): boolean {
    const slot = hashText(payment) % bits
    const mask = 1 << (slot & 31)
    if (this.#known[slot >>> 5]! & mask) return false
    this.#known[slot >>> 5]! |= mask
    return true
  }
}
