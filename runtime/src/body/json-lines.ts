// Owns bodies of one JSON text per line (application/x-ndjson, application/jsonl), in and out, and what else sends
// values one after the other shares with them.

import { BodyError } from '../http/body-error.js'
import { MalformedBody } from '../http/malformed-body.js'
import { changed } from '../http/source.js'
import { Turn } from '../http/turns.js'
import { Issues } from '../validate/issues.js'
import type { BodySource } from './body-source.js'
import { decodedBody, readOnce } from './byte-stream.js'
import { Gathered } from './gathered.js'
import { Held, Share } from './held.js'
import { parseJsonText, utf8Text } from './json-text.js'

/**
 * The values of a request's lines, checked one by one as they arrive. Can be read once.
 *
 * @example
 * for await (const pet of body) await state.pets.add(pet)
 */
export type JsonLines<T> = AsyncIterable<T>

/** What an operation answers with when its answer is lines: values one after the other. */
export type Lines<T> = AsyncIterable<T> | Iterable<T>

/**
 * A request's body as values, one of each line; what generated readers call. Empty lines are passed over. Ends
 * with a BodyError: 400 for a line that is no JSON or does not match, its number (from 0) first in the pointer;
 * 413 for a line beyond `jsonLineBytesMax`.
 *
 * @example
 * context.body = jsonLines<Pet>(raw, validatePet)
 */
export const jsonLines = <T>(
  source: BodySource,
  validate: ((value: unknown, issues: Issues) => unknown) | null,
): JsonLines<T> => {
  return framedValues<T>(source, validate, lineFraming)
}

/** How one value is told from the next. */
export interface Framing {
  readonly separator: number
  /** What is between two separators, in messages. */
  readonly noun: 'Line' | 'Record'
  /** The number of what comes before the first separator. */
  readonly first: 0 | -1
  /** Why a text, which is not empty, is no value; null when it may be one. */
  readonly fault: (text: string, index: number) => string | null
}

const lineFraming: Framing = { separator: 10, noun: 'Line', first: 0, fault: () => null }

/** The values of a body between separators, checked one by one. */
export const framedValues = <T>(
  source: BodySource,
  validate: ((value: unknown, issues: Issues) => unknown) | null,
  framing: Framing,
): JsonLines<T> => {
  const { jsonLineBytesMax, jsonDepthMax } = source.limits
  const stream = source.stream()
  const kept = new Share(new Held(stream))
  const pieces = piecesOf(decodedBody(source, stream), jsonLineBytesMax, framing, kept)
  const valueFrom: ValueFrom = (piece, index) => valueIn(piece, index, framing, jsonDepthMax)
  const read = readOnce(pieces, 'body')
  return {
    [Symbol.asyncIterator]: () =>
      values<T>(read(), valueFrom, validate, framing)[Symbol.asyncIterator](),
  }
}

type ValueFrom = (piece: Buffer, index: number) => unknown

async function* values<T>(
  pieces: AsyncIterable<Buffer>,
  valueFrom: ValueFrom,
  validate: ((value: unknown, issues: Issues) => unknown) | null,
  framing: Framing,
): AsyncGenerator<T, void, undefined> {
  let index: number = framing.first
  const turn = new Turn()
  for await (const piece of pieces) {
    if (turn.isLong) await turn.end()
    const value = valueFrom(piece, index)
    if (value !== nothing) {
      if (validate !== null) check(value, index, validate, framing)
      yield value as T
    }
    index++
  }
}

const nothing = Symbol('nothing between two separators')

const valueIn = (
  piece: Buffer,
  index: number,
  { noun, fault }: Framing,
  depthMax: number,
): unknown => {
  try {
    const text = utf8Text(piece)
    if (!/\S/.test(text)) return nothing
    const wrong = fault(text, index)
    if (wrong !== null) throw new MalformedBody(wrong)
    return parseJsonText(text, depthMax)
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error
    const issue = {
      in: 'body',
      pointer: index < 0 ? '' : `/${index}`,
      code: error.code,
      message: error.message,
    } as const
    const what = index < 0 ? 'The body' : `${noun} ${index}`
    throw new BodyError(400, `${what} ${error.message}.`, [issue], { cause: error })
  }
}

const check = (
  value: unknown,
  index: number,
  validate: (value: unknown, issues: Issues) => unknown,
  { noun }: Framing,
): void => {
  const issues = new Issues()
  validate(value, issues)
  issues.within(0, index)
  if (issues.count > 0) {
    throw new BodyError(400, `${noun} ${index} does not match the contract.`, issues.list)
  }
  issues.apply()
}

async function* piecesOf(
  source: AsyncIterable<Uint8Array>,
  bytesMax: number,
  { separator, noun }: Framing,
  kept: Share,
): AsyncGenerator<Buffer, void, undefined> {
  const held = new Gathered()
  const complete = (last: Buffer): Buffer => {
    if (held.length + last.length > bytesMax) {
      throw new BodyError(413, `A ${noun.toLowerCase()} has more than ${bytesMax} bytes.`)
    }
    if (held.length === 0) return last
    held.add(last)
    return held.take()
  }
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = 0
    for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, from)) {
      yield complete(bytes.subarray(from, at))
      from = at + 1
    }
    held.add(bytes.subarray(from))
    if (held.length > bytesMax) complete(Buffer.alloc(0))
    kept.set(held.capacity)
  }
  if (held.length > 0) yield complete(Buffer.alloc(0))
}

/**
 * Writes the lines of an answer, each when its value is there; what generated reply tables use.
 *
 * @example
 * const replies = { 200: { contentType: 'application/x-ndjson', write: jsonLinesWriter(writePet) } }
 */
export const jsonLinesWriter =
  <T>(write: (value: T) => string) =>
  (values: Lines<T>): AsyncIterable<string> =>
    changed(values, (value) => `${write(value)}\n`)
