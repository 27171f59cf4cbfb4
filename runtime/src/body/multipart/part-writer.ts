// Owns answers that are lists of parts (multipart/mixed and others, RFC 2046, 5.1): what handlers give, and its bytes.

import { randomBytes } from 'node:crypto'
import { Source } from '../../http/source.js'

/** What a part of bytes is sent from. */
export type PartContent = string | Uint8Array | AsyncIterable<Uint8Array | string>

/** What else stands before a part. */
export interface PartInit {
  /** In place of what the contract says, or where it names several. */
  readonly contentType?: string
  readonly filename?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A part with a media type, a file name or headers of its own; made by `part`.
 *
 * @example
 * const named: SentPart<string> = part('a,b', { contentType: 'text/csv', filename: 'pets.csv' })
 */
export class SentPart<Value> {
  constructor(
    readonly value: Value,
    readonly init: PartInit,
  ) {}
}

/**
 * Gives a part of an answer a media type, a file name or headers of its own.
 *
 * @throws {TypeError} for a name or a value that no header can have.
 * @example
 * const photo = part(bytes, { contentType: 'image/png', filename: 'rex.png' })
 */
export const part = <Value>(value: Value, init: PartInit): SentPart<Value> => {
  const { contentType, headers = {} } = init
  for (const [name, text] of [
    ...Object.entries(headers),
    ['content-type', contentType ?? ''],
  ] as const) {
    if (!fieldName.test(name) || !fieldValue.test(text))
      throw new TypeError(`No part can have the header ${JSON.stringify(`${name}: ${text}`)}.`)
  }
  return new SentPart(value, init)
}

// RFC 9110, 5.1 and 5.5.
const fieldName = /^[!#$%&'*+.^_`|~\w-]+$/
const fieldValue = /^[\t\x20-\x7e]*$/

/**
 * What an operation answers with when its answer is a list of parts: the list, or where all parts are of one kind any
 * iterable, whose next part is asked for when the client has taken the one before.
 */
export type Parts<List extends readonly unknown[]> =
  Required<List> extends readonly [unknown, ...unknown[]]
    ? { readonly [Place in keyof List]: List[Place] | SentPart<List[Place]> }
    :
        | Iterable<List[number] | SentPart<List[number]>>
        | AsyncIterable<List[number] | SentPart<List[number]>>

/** How the contract describes a part; a constant of generated code. */
export interface PartWriter {
  readonly contentType: string
  /** Of JSON; absent: bytes or a text as they are, other values as their text. */
  readonly write?: (value: never) => string
}

/**
 * Writes the parts of an answer, each when it is there; what generated reply tables use. `others` are those behind
 * `places`; null where none may follow.
 *
 * @example
 * const write = partsWriter([], { contentType: 'application/json', write: JSON.stringify })
 */
export const partsWriter =
  (places: readonly PartWriter[], others: PartWriter | null) =>
  (list: Iterable<unknown> | AsyncIterable<unknown>): PartsBody =>
    new PartsBody(list, (index) => places[index] ?? others)

type Pieces = AsyncIterator<Uint8Array | string, undefined>

/** The body of an answer that is a list of parts. By hand: `return` must let go of the list also while it waits. */
export class PartsBody implements AsyncIterable<Uint8Array | string>, Pieces {
  readonly boundary = randomBytes(18).toString('base64url')
  readonly #list: Source<unknown>
  /** What is to be sent before anything else is asked for. */
  readonly #ready: (Uint8Array | string)[] = []
  #content: Source<Uint8Array | string> | null = null
  #count = 0
  #isOver = false

  constructor(
    list: Iterable<unknown> | AsyncIterable<unknown>,
    readonly writerAt: (index: number) => PartWriter | null,
  ) {
    this.#list = new Source(list)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array | string, undefined>> {
    for (;;) {
      const ready = this.#ready.shift()
      if (ready !== undefined) return { done: false, value: ready }
      if (this.#isOver) return { done: true, value: undefined }
      await this.#more()
    }
  }

  async return(): Promise<IteratorResult<Uint8Array | string, undefined>> {
    this.#isOver = true
    this.#ready.length = 0
    await this.#content?.return()
    await this.#list.return()
    return { done: true, value: undefined }
  }

  async #more(): Promise<void> {
    if (this.#content !== null) {
      const piece = await this.#content.next()
      if (piece.done !== true) {
        this.#ready.push(piece.value)
        return
      }
      this.#content = null
      this.#ready.push('\r\n')
    }
    const item = await this.#list.next()
    if (this.#isOver) return
    if (item.done === true) {
      this.#isOver = true
      this.#ready.push(`--${this.boundary}--\r\n`)
      return
    }
    try {
      this.#begin(item.value)
    } catch (error) {
      this.#list.release()
      throw error
    }
  }

  #begin(item: unknown): void {
    const index = this.#count++
    const writer = this.writerAt(index)
    if (writer === null) throw new TypeError(`The contract has no part ${index}.`)
    const sent = item instanceof SentPart ? item : new SentPart(item, {})
    const content = contentOf(sent.value, writer)
    const head = `--${this.boundary}\r\n${headOf(sent.init, writer)}\r\n`
    if (typeof content === 'string') this.#ready.push(`${head}${content}\r\n`)
    else if (content instanceof Uint8Array) this.#ready.push(head, content, '\r\n')
    else {
      this.#ready.push(head)
      this.#content = new Source(content)
    }
  }
}

const headOf = ({ contentType, filename, headers = {} }: PartInit, writer: PartWriter): string => {
  const lines = [`Content-Type: ${contentType ?? writer.contentType}`]
  if (filename !== undefined) lines.push(`Content-Disposition: attachment; ${nameOf(filename)}`)
  for (const [name, text] of Object.entries(headers)) lines.push(`${name}: ${text}`)
  return lines.map((line) => `${line}\r\n`).join('')
}

// As browsers write names of parts (WHATWG HTML, 4.10.21.8).
const nameOf = (filename: string): string =>
  `filename="${filename.replace(/["\r\n]/g, (found) => escapes[found] ?? found)}"`

const escapes: Readonly<Record<string, string>> = { '"': '%22', '\r': '%0D', '\n': '%0A' }

const contentOf = (value: unknown, { write }: PartWriter): PartContent => {
  if (write !== undefined) return write(value as never)
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  const isPieces = typeof value === 'object' && value !== null && Symbol.asyncIterator in value
  return isPieces ? (value as AsyncIterable<Uint8Array | string>) : String(value)
}
