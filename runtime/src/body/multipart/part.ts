// Owns one part of a form while it arrives: its content is read once, within its limit.

import { BodyError } from '../../http/body-error.js'
import { collect, readOnce } from '../byte-stream.js'
import type { Held } from '../held.js'
import { utf8Text } from '../json-text.js'
import type { PartHead } from './part-head.js'
import type { PartScanner } from './part-scanner.js'

/**
 * One part of a multipart form. Its content can be read once, and only until the next part is asked for; what
 * is not read by then is discarded.
 *
 * @example
 * for await (const part of body) {
 *   if (part.filename !== null) await pipeline(part, createWriteStream(join(folder, randomUUID())))
 * }
 */
export interface Part extends AsyncIterable<Uint8Array> {
  readonly name: string
  /** Without any folder; null when the part is no file. Still the client's words: no path to write to. */
  readonly filename: string | null
  /** Media type in lower case, without parameters. */
  readonly contentType: string
  /** All header fields of the part as they came, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Of a declared part that is no file: what it holds, checked. Of others undefined. */
  readonly value?: unknown
  /** The headers that the contract gives the part, checked; names in lower case. */
  readonly typedHeaders?: unknown
  bytes(): Promise<Uint8Array>
  /** Rejects with MalformedBody (400) when the bytes are not in the part's charset, utf-8 unless it says. */
  text(): Promise<string>
}

/** A part as the reader of its form handles it: what the handler left is discarded with `skip`. */
export interface OpenPart extends Part {
  skip(): Promise<void>
  /** Its bytes as text. */
  decoded(bytes: Uint8Array): string
}

/** Makes a part of what the scanner stands before. */
export const openPart = (
  head: PartHead,
  scanner: PartScanner,
  bytesMax: number,
  held: Held,
): OpenPart => {
  const content = contentOf(head.name, scanner, bytesMax)
  const once = readOnce(content, 'part')
  const { name, filename, contentType, charset, headers } = head
  return {
    name,
    filename,
    contentType,
    headers,
    [Symbol.asyncIterator]: () => once()[Symbol.asyncIterator](),
    bytes: () => collect(once(), held),
    text: async () => decoded(await collect(once(), held), charset),
    decoded: (bytes) => decoded(bytes, charset),
    skip: async () => {
      for await (const _ of content);
    },
  }
}

/** A part whose content was read to be checked: it may be asked for again. */
export const heldPart = (part: OpenPart, bytes: Uint8Array, value: unknown): Part =>
  Object.assign(part, {
    value,
    bytes: async () => bytes,
    text: async () => part.decoded(bytes),
    async *[Symbol.asyncIterator]() {
      yield bytes
    },
  })

// An iterator that survives `break`: the rest of the content is still there to be skipped.
const contentOf = (
  name: string,
  scanner: PartScanner,
  bytesMax: number,
): AsyncIterable<Uint8Array> => {
  let total = 0
  let ended = false
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    const chunk = ended ? null : await scanner.chunk()
    if (chunk === null) {
      ended = true
      return { done: true, value: undefined }
    }
    total += chunk.length
    if (total <= bytesMax) return { done: false, value: chunk }
    throw new BodyError(413, `The part ${JSON.stringify(name)} has more than ${bytesMax} bytes.`)
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

const decoded = (bytes: Uint8Array, charset: string): string => {
  if (charset === 'utf-8' || charset === 'utf8') return utf8Text(bytes)
  if (charset === 'us-ascii' && bytes.every((byte) => byte < 0x80)) return utf8Text(bytes)
  throw new BodyError(415, 'Text in a form is read as utf-8 only.')
}
