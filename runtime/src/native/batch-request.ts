// Owns a request as JavaScript sees it: a view of shared memory that reads on demand and copies when asked.

import type { Buffer } from 'node:buffer'
import type { X509Certificate } from 'node:crypto'
import { codingOf, decodeWhole } from '../body/decoding.js'
import { parseForm } from '../body/form-text.js'
import { notRead, parseJsonText, tooDeep, utf8Text } from '../body/json-text.js'
import type { BodyStream } from '../http/body-stream.js'
import { MalformedBody } from '../http/malformed-body.js'
import type { RawRequest, ToldRejection } from '../http/raw-request.js'
import type { ReplyHeaders } from '../http/reply.js'
import { parseExact } from '../validate/exact-json.js'
import { headerOf, methodOf, targetOf, versionOf } from './head-text.js'
import { flag, methods, param, paramShift, paramState, record, recordShift } from './layout.js'
import type { Memory } from './memory.js'
import { wholeStream } from './request-stream.js'

/** What a view needs beyond the memory. */
export interface RequestSource {
  readonly memory: Memory
  /** All parameter text of the open batch as one string; only asked for when it is ASCII. */
  batchText(): string
  takeBody(recordIndex: number): Uint8Array
  rejection(recordIndex: number): ToldRejection
  readonly limits: RawRequest['limits']
  bodyBytesMax(recordIndex: number): number
  signal(token: number): AbortSignal
  stream(connection: number, serial: number): BodyStream
  remoteAddress(connection: number, serial: number): string
  peerCertificate(connection: number, serial: number): X509Certificate | null
  hint(connection: number, serial: number, headers: ReplyHeaders): void
}

/** Shorter strings are cut out of the batch's text, which copies them; longer ones would pin it. */
const substringLengthMax = 12

/**
 * A view of one record. It is used again for other requests: `token` tells them apart and is 0 when the
 * request is over. A request whose handler awaits keeps its view to itself and a copy of its head.
 */
export class BatchRequest implements RawRequest {
  token = 0
  #base = 0
  #head: string | null = null
  #bytesGone = false
  #connection = 0
  #flags = 0

  constructor(readonly source: RequestSource) {}

  /** Points the view at the record that begins at word `base`. */
  bind(base: number, token: number): void {
    this.#base = base
    this.token = token
    this.#head = null
    this.#bytesGone = false
  }

  /** Copies what may be asked for after the batch: its memory is about to be used again. */
  detach(): void {
    this.#head = this.#headText()
    this.#connection = this.#connectionOf()
    this.#flags = this.#flagsOf()
    this.#bytesGone = true
  }

  get method(): string {
    if (this.#bytesGone) return methodOf(this.#headText())
    return methods[this.#word(record.flags) & flag.methodMask] || methodOf(this.#headText())
  }

  get target(): string {
    return targetOf(this.#headText())
  }

  get httpVersion(): '1.0' | '1.1' {
    return versionOf(this.#headText())
  }

  get isEncrypted(): boolean {
    return (this.#flagsOf() & flag.encrypted) !== 0
  }

  get limits(): RawRequest['limits'] {
    return this.source.limits
  }

  get bodyBytesMax(): number {
    if (this.#bytesGone) throw goneError()
    return this.source.bodyBytesMax(this.#base >> recordShift)
  }

  has(index: number): boolean {
    return (this.#param(index, param.state) & paramState.present) !== 0
  }

  text(index: number): string {
    const shape = this.#param(index, param.state)
    if ((shape & paramState.present) === 0) return ''
    const length = shape & paramState.lengthMask
    const from = this.#param(index, param.offset) + this.#word(record.textOffset)
    if ((shape & paramState.text8) !== 0)
      return this.source.memory.text.utf8Slice(from, from + length)
    if (length <= substringLengthMax && (this.#word(record.flags) & flag.paramText8) === 0) {
      return this.source.batchText().substring(from, from + length)
    }
    return this.source.memory.text.latin1Slice(from, from + length)
  }

  number(index: number): number {
    if (!this.has(index)) return Number.NaN
    return this.#number(index)
  }

  flag(index: number): boolean {
    return this.has(index) && this.#number(index) === 1
  }

  list(index: number): string[] {
    const items: string[] = []
    if (!this.has(index)) return items
    const { text } = this.source.memory
    let from = this.#param(index, param.offset) + this.#word(record.textOffset)
    for (let left = this.#number(index); left > 0; left--) {
      const length = text.readUInt16LE(from)
      items.push(text.utf8Slice(from + 2, from + 2 + length))
      from += 2 + length
    }
    return items
  }

  rejection(): ToldRejection {
    return this.source.rejection(this.#base >> recordShift)
  }

  hasBody(): boolean {
    return (this.#word(record.flags) & flag.body) !== 0
  }

  mediaType(): string {
    const value = this.header('content-type') ?? ''
    const end = value.indexOf(';')
    return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase()
  }

  json(): unknown {
    const flags = this.#word(record.flags)
    const { jsonDepthMax } = this.source.limits
    if ((flags & flag.bodyCoded) !== 0) return parseJsonText(this.bodyText(), jsonDepthMax)
    if ((flags & flag.tooDeep) !== 0) throw tooDeep(jsonDepthMax)
    const text = this.bodyText()
    try {
      return (flags & flag.longDigits) === 0 ? JSON.parse(text) : parseExact(text)
    } catch (error) {
      throw notRead(error, text)
    }
  }

  form(): Record<string, string[]> {
    return parseForm(this.bodyText())
  }

  /** @throws {MalformedBody} when the body is not UTF-8; {BodyError} as `bodyBytes`. */
  bodyText(): string {
    const flags = this.#word(record.flags)
    if ((flags & flag.bodyCoded) !== 0) return utf8Text(this.bodyBytes())
    if ((flags & flag.bodyBroken) !== 0) throw new MalformedBody('is not UTF-8')
    const [bytes, from, to] = this.#body()
    return (flags & flag.bodyText8) === 0 ? bytes.latin1Slice(from, to) : bytes.utf8Slice(from, to)
  }

  /**
   * A copy: it stays what it is after the batch. Without its content coding.
   *
   * @throws {BodyError} 413 when more than `bodyBytesMax` come out, 400 when it is not of that coding.
   */
  bodyBytes(): Uint8Array {
    const bytes = this.#receivedBytes()
    if ((this.#word(record.flags) & flag.bodyCoded) === 0) return bytes
    const coding = codingOf(this.header('content-encoding'))
    return coding === null ? bytes : decodeWhole(bytes, coding, this.bodyBytesMax)
  }

  #receivedBytes(): Uint8Array {
    const [bytes, from, to] = this.#body()
    return new Uint8Array(bytes.subarray(from, to))
  }

  stream(): BodyStream {
    const flags = this.#word(record.flags)
    if ((flags & flag.bodyStream) === 0) {
      return wholeStream((flags & flag.body) === 0 ? null : this.#receivedBytes())
    }
    return this.source.stream(this.#connectionOf(), this.token)
  }

  peerCertificate(): X509Certificate | null {
    return this.source.peerCertificate(this.#connectionOf(), this.token)
  }

  remoteAddress(): string {
    return this.source.remoteAddress(this.#connectionOf(), this.token)
  }

  hint(token: number, headers: ReplyHeaders): void {
    if (token === 0 || token !== this.token) return
    this.source.hint(this.#connectionOf(), token, headers)
  }

  header(name: string): string | undefined {
    return headerOf(this.#headText(), name)
  }

  traceparent(): string {
    if ((this.#flagsOf() & flag.traceparent) === 0) return ''
    return this.header('traceparent') ?? ''
  }

  signal(token: number): AbortSignal {
    return this.source.signal(token)
  }

  #connectionOf(): number {
    return this.#bytesGone ? this.#connection : this.#word(record.connection)
  }

  #flagsOf(): number {
    return this.#bytesGone ? this.#flags : this.#word(record.flags)
  }

  #word(word: number): number {
    if (this.#bytesGone) throw goneError()
    return this.source.memory.records[this.#base + word] as number
  }

  #param(index: number, word: number): number {
    return this.source.memory.params[
      ((this.#word(record.params) + index) << paramShift) + word
    ] as number
  }

  #number(index: number): number {
    const at = (this.#word(record.params) + index) << (paramShift - 1)
    return this.source.memory.numbers[at + param.number] as number
  }

  #headText(): string {
    if (this.#head === null) {
      const from = this.#word(record.headOffset)
      const to = from + this.#word(record.headLength)
      this.#head = this.source.memory.input.latin1Slice(from, to)
    }
    return this.#head
  }

  #body(): [Buffer, number, number] {
    const length = this.#word(record.bodyLength)
    if ((this.#word(record.flags) & flag.bodyAway) !== 0) {
      return [this.source.takeBody(this.#base >> recordShift) as Buffer, 0, length]
    }
    const from = this.#word(record.bodyOffset)
    return [this.source.memory.input, from, from + length]
  }
}

const goneError = (): Error =>
  new Error('The bytes of this request are gone: read parameters and body before the first await.')
