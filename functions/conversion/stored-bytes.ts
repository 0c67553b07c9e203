/** The bytes of a stored object as they arrive, counted by what was consumed; bytes can be given back. */
export class StoredBytes {
  /** Bytes consumed. */
  position = 0
  readonly #source: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)
  #ended = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** What comes next, without consuming it: at least so many bytes unless the object ends before. */
  async peek(count = 1): Promise<Buffer> {
    while (this.#held.length < count && !this.#ended) {
      const { done, value } = await this.#source.next()
      if (done) this.#ended = true
      else {
        const arrived = Buffer.from(value.buffer, value.byteOffset, value.length)
        this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, arrived]) : arrived
      }
    }
    return this.#held
  }

  consume(count: number): void {
    this.#held = this.#held.subarray(count)
    this.position += count
  }

  /** Consumes zero bytes; true when something else follows them. */
  async skipZeros(): Promise<boolean> {
    for (let bytes = await this.peek(); bytes.length > 0; bytes = await this.peek()) {
      const other = bytes.findIndex((byte) => byte !== 0)
      this.consume(other < 0 ? bytes.length : other)
      if (other >= 0) return true
    }
    return false
  }

  /** Ends the source early. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }
}
