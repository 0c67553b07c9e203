/** A stretch of a byte stream held in memory; what is not consumed is kept for the next stretch. */
export class ByteWindow {
  /** Position in the stream's own counting of the first byte held. */
  position: number
  /** True when the stream holds nothing beyond the bytes at hand. */
  ended = false
  readonly #source: AsyncIterator<Uint8Array>
  readonly #buffer: Buffer<ArrayBuffer>
  #held = 0
  #arrived: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>, capacity: number, position: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#buffer = Buffer.allocUnsafeSlow(capacity)
    this.position = position
  }

  /** Reads until the window is full or the stream ends. The bytes are valid until the next call. */
  async fill(): Promise<Uint8Array> {
    while (this.#held < this.#buffer.length && !this.ended) {
      if (this.#arrived.length === 0) {
        const { done, value } = await this.#source.next()
        if (done) this.ended = true
        else this.#arrived = value
      }
      const taken = this.#arrived.subarray(0, this.#buffer.length - this.#held)
      this.#buffer.set(taken, this.#held)
      this.#held += taken.length
      this.#arrived = this.#arrived.subarray(taken.length)
    }
    return this.#buffer.subarray(0, this.#held)
  }

  /** Lets go of the first bytes. */
  consume(bytes: number): void {
    this.#buffer.copyWithin(0, bytes, this.#held)
    this.#held -= bytes
    this.position += bytes
  }

  /** Ends the stream, early if need be, and gives back the memory: the collector would wait, while the next window is filled. */
  async close(): Promise<void> {
    this.#buffer.buffer.transfer(0)
    await this.#source.return?.()
  }
}
