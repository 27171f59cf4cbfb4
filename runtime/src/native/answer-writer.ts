// Owns putting replies into shared memory: short strings byte by byte, middling ones joined and written
// together, long ones at once, and what fits nowhere straight through the engine.

import type { NativeEngine } from '@nexusrt/native'
import type { Reply } from '../http/reply.js'
import type { Blocks } from './blocks.js'
import { answer, answerShift, control, late, lateShift, record } from './layout.js'
import { directBytes, joinedLengthMax, lateBytesMax, lateMax, type Memory } from './memory.js'
import { extraOf } from './reply-head.js'

/** Longest string that is written character by character: a call would cost more. */
const loopLengthMax = 16
/** Bytes of UTF-8 that one UTF-16 unit can take. */
const unitBytesMax = 3

// Writes strings that were put together of many parts faster than Buffer's methods do.
const encoder = new TextEncoder()

export class AnswerWriter {
  readonly #memory: Memory
  readonly #native: NativeEngine
  readonly #blocks: Blocks
  readonly #joinedArea: Uint8Array
  #direct = 0
  // The short text that was written last in this batch: answers that are the same share their bytes.
  #shortText = ''
  #shortFrom = -1
  #joined = ''
  #joinedFrom = directBytes
  // Emptied by its count: setting the array's length would give its memory back for the next batch.
  #joinedCount = 0
  /** Records whose texts are joined; how long they are stands there. */
  readonly #joinedBases: number[] = []

  constructor(memory: Memory, native: NativeEngine, blocks: Blocks) {
    this.#memory = memory
    this.#joinedArea = memory.output.subarray(directBytes)
    this.#native = native
    this.#blocks = blocks
  }

  /** Begins a batch: everything of the last one has been sent or copied. */
  begin(): void {
    this.#direct = 0
    this.#shortFrom = -1
    this.#joinedFrom = directBytes
  }

  /** True when strings wait to be written; then `flush` must run before the batch ends. */
  get waiting(): boolean {
    return this.#joinedCount > 0
  }

  /**
   * Answers the record at word `base` of the open batch. False: its body is for `Streaming`.
   *
   * @throws {TypeError} when status, content type or headers cannot be sent.
   */
  write(base: number, reply: Reply): boolean {
    const { body, headers } = reply
    if (typeof body !== 'string' && body !== null && !(body instanceof Uint8Array)) return false
    const id = this.#blocks.idOf(reply.status, reply.contentType)
    const records = this.#memory.records
    if (headers !== null || id < 0) {
      this.#writeFull(base, reply, id, body ?? '')
      return true
    }
    records[base + record.extraBytes] = 0
    if (typeof body === 'string') this.#text(base, id, '', body)
    else if (body === null) this.#place(base, id, 0, 0, 0)
    else this.#bytes(base, id, '', body)
    return true
  }

  /** Lets native code tell the rejection it found. */
  reject(base: number): void {
    this.#memory.records[base + record.answer] = answer.reject
  }

  /** Writes the strings that were joined. */
  flush(): void {
    if (this.#joinedCount === 0) return
    const { length } = this.#joined
    const { read, written } = encoder.encodeInto(this.#joined, this.#joinedRoom())
    if (read === length && written === length) this.#joinedFrom += written
    else this.#writeSingly()
    this.#joined = ''
    this.#joinedCount = 0
  }

  /**
   * Answers a request whose batch is over. False: as `write`.
   *
   * @throws {TypeError} as `write`.
   */
  writeLate(connection: number, serial: number, reply: Reply): boolean {
    const given = reply.body
    if (typeof given !== 'string' && given !== null && !(given instanceof Uint8Array)) return false
    const body = given ?? ''
    const id = this.#blocks.idOf(reply.status, reply.contentType)
    const extra = extraOf(reply, reply.headers, id)
    const block = id < 0 ? this.#blocks.idOf(reply.status, null) : id
    const room = (extra.length + body.length) * unitBytesMax
    const at = room > lateBytesMax ? -1 : this.#lateEntry(room)
    if (at < 0) {
      this.#native.answerAway(connection, serial, block, extra, body)
      return true
    }
    const { control: words, lateBytes } = this.#memory
    const from = words[control.lateBytes] as number
    if (extra !== '') lateBytes.latin1Write(extra, from)
    const bodyBytes = putBody(lateBytes, body, from + extra.length)
    this.#late(
      at,
      connection,
      serial,
      (block << answerShift) | answer.block,
      extra.length,
      from,
      bodyBytes,
    )
    words[control.lateBytes] = from + extra.length + bodyBytes
    return true
  }

  /** Lets native code tell the rejection of a request whose batch is over. */
  rejectLate(connection: number, serial: number): void {
    const at = this.#lateEntry(0)
    if (at >= 0) this.#late(at, connection, serial, answer.reject, 0, 0, 0)
    else this.#native.rejectAway(connection, serial)
  }

  // Only handlers that answer in a later microtask bring a second flush.
  #joinedRoom(): Uint8Array {
    const from = this.#joinedFrom
    return from === directBytes ? this.#joinedArea : this.#memory.output.subarray(from)
  }

  #text(base: number, id: number, extra: string, body: string): void {
    const length = body.length
    if (length <= loopLengthMax && extra === '' && this.#loop(base, id, body)) return
    if (length + extra.length <= joinedLengthMax) {
      this.#place(base, id, extra.length, this.#joinedFrom + this.#joined.length, length)
      this.#joined += extra === '' ? body : extra + body
      this.#joinedBases[this.#joinedCount++] = base
      return
    }
    this.#write(base, id, extra, body)
  }

  // Plain ASCII only; false leaves the rest to others.
  #loop(base: number, id: number, body: string): boolean {
    if (this.#shortFrom >= 0 && body === this.#shortText) {
      this.#place(base, id, 0, this.#shortFrom, body.length)
      return true
    }
    const { output } = this.#memory
    const from = this.#direct
    if (from + loopLengthMax > directBytes) return false
    for (let i = 0; i < body.length; i++) {
      const code = body.charCodeAt(i)
      if (code > 0x7f) return false
      output[from + i] = code
    }
    this.#place(base, id, 0, from, body.length)
    this.#direct = from + body.length
    this.#shortText = body
    this.#shortFrom = from
    return true
  }

  // At once, into the direct part; or past the areas when it does not fit.
  #write(base: number, id: number, extra: string, body: string | Uint8Array): void {
    const from = this.#direct
    const unitBytes = typeof body === 'string' ? unitBytesMax : 1
    if (from + extra.length + body.length * unitBytes > directBytes) {
      this.#away(base, id, extra, body)
      return
    }
    if (extra !== '') this.#memory.output.latin1Write(extra, from)
    const bytes = putBody(this.#memory.output, body, from + extra.length)
    this.#place(base, id, extra.length, from, bytes)
    this.#direct = from + extra.length + bytes
  }

  #bytes(base: number, id: number, extra: string, body: Uint8Array): void {
    this.#write(base, id, extra, body)
  }

  #away(base: number, id: number, extra: string, body: string | Uint8Array): void {
    const { records } = this.#memory
    const connection = records[base + record.connection] as number
    const serial = records[base + record.serial] as number
    this.#native.answerAway(connection, serial, id, extra, body)
    records[base + record.answer] = answer.away
  }

  #writeFull(base: number, reply: Reply, id: number, body: string | Uint8Array): void {
    const extra = extraOf(reply, reply.headers, id)
    const block = id < 0 ? this.#blocks.idOf(reply.status, null) : id
    if (typeof body === 'string') this.#text(base, block, extra, body)
    else this.#bytes(base, block, extra, body)
  }

  // Some joined string was not ASCII, so offsets are off: each is written for itself.
  #writeSingly(): void {
    const joined = this.#joined
    const { records } = this.#memory
    let from = 0
    for (let i = 0; i < this.#joinedCount; i++) {
      const base = this.#joinedBases[i] as number
      const id = (records[base + record.answer] as number) >> answerShift
      const bodyFrom = from + (records[base + record.extraBytes] as number)
      const end = bodyFrom + (records[base + record.bodyBytes] as number)
      this.#write(base, id, joined.slice(from, bodyFrom), joined.slice(bodyFrom, end))
      from = end
    }
  }

  #place(base: number, id: number, extraBytes: number, from: number, bodyBytes: number): void {
    const { records } = this.#memory
    records[base + record.extraBytes] = extraBytes
    records[base + record.payloadOffset] = from
    records[base + record.bodyBytes] = bodyBytes
    records[base + record.answer] = (id << answerShift) | answer.block
  }

  // Word of a free late record with `room` bytes beside it, or -1.
  #lateEntry(room: number): number {
    const words = this.#memory.control
    const full = (): boolean =>
      (words[control.late] as number) >= lateMax ||
      (words[control.lateBytes] as number) + room > lateBytesMax
    if (full() && (!this.#native.flushLate() || full())) return -1
    return (words[control.late] as number) << lateShift
  }

  #late(
    at: number,
    connection: number,
    serial: number,
    word: number,
    extraBytes: number,
    from: number,
    bodyBytes: number,
  ): void {
    const records = this.#memory.late
    records[at + late.connection] = connection
    records[at + late.serial] = serial
    records[at + late.answer] = word
    records[at + late.extraBytes] = extraBytes
    records[at + late.payloadOffset] = from
    records[at + late.bodyBytes] = bodyBytes
    this.#memory.control[control.late] = (at >> lateShift) + 1
  }
}

const putBody = (area: Memory['output'], body: string | Uint8Array, from: number): number => {
  if (typeof body === 'string') return area.utf8Write(body, from)
  area.set(body, from)
  return body.length
}
