// Owns the ids of precomputed response heads: one per pair of status and content type, made when first used.

import type { NativeEngine } from '@nexusrt/native'

/** Content types that are remembered; one made per answer (a boundary in it) must not fill memory. */
const blocksMax = 1024

export class Blocks {
  readonly #byStatus: Map<string | null, number>[] = []
  readonly #native: NativeEngine
  #count = 0
  // Of the last answer: most answers in a row have the same head, and this is cheaper than a Map.
  #lastStatus = 0
  #lastType: string | null = null
  #lastId = -1

  constructor(native: NativeEngine) {
    this.#native = native
  }

  /**
   * Id of the head for `status` and `contentType`, or -1: there are too many, so Content-Type must be
   * sent as a header of the answer itself.
   *
   * @throws {TypeError} when they cannot be in a response head.
   */
  idOf(status: number, contentType: string | null): number {
    if (status === this.#lastStatus && contentType === this.#lastType) return this.#lastId
    const id = this.#byStatus[status]?.get(contentType) ?? this.#add(status, contentType)
    this.#lastStatus = status
    this.#lastType = contentType
    this.#lastId = id
    return id
  }

  #add(status: number, contentType: string | null): number {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new TypeError(`A reply's status must be an integer from 200 to 599, not ${status}.`)
    }
    if (contentType !== null && !/^[\t\x20-\x7e]{1,256}$/.test(contentType)) {
      throw new TypeError(
        'A content type has up to 256 ASCII characters and no control characters.',
      )
    }
    if (contentType !== null && this.#count >= blocksMax) return -1
    const id = this.#native.block(status, contentType ?? '')
    if (id < 0) return -1
    this.#count++
    this.#byStatus[status] ??= new Map()
    this.#byStatus[status]?.set(contentType, id)
    return id
  }
}
