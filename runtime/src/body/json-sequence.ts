// Owns bodies of JSON texts behind record separators (application/json-seq, RFC 7464), in and out.

import { changed } from '../http/source.js'
import type { Issues } from '../validate/issues.js'
import type { BodySource } from './body-source.js'
import { type Framing, framedValues, type JsonLines, type Lines } from './json-lines.js'

const recordSeparator = 0x1e

const recordFraming: Framing = {
  separator: recordSeparator,
  noun: 'Record',
  first: -1,
  fault: (text, index) => {
    if (index < 0) return 'does not begin with a record separator'
    // RFC 7464, 2.4: `12` may be what is left of `123`, so white space ends what has no end of its own.
    return /[^\s"}\]]$/.test(text) ? 'is cut off' : null
  },
}

/**
 * A request's body as values, one of each record; what generated readers call. Empty records are passed over.
 * Ends with a BodyError: 400 for a record that is no JSON, is cut off or does not match, its number (from 0) first in
 * the pointer; 413 for a record beyond `jsonLineBytesMax`.
 *
 * @example
 * context.body = jsonSequence<Pet>(raw, validatePet)
 */
export const jsonSequence = <T>(
  source: BodySource,
  validate: ((value: unknown, issues: Issues) => unknown) | null,
): JsonLines<T> => framedValues<T>(source, validate, recordFraming)

/**
 * Writes the records of an answer, each when its value is there; what generated reply tables use.
 *
 * @example
 * const replies = { 200: { contentType: 'application/json-seq', write: jsonSequenceWriter(writePet) } }
 */
export const jsonSequenceWriter =
  <T>(write: (value: T) => string) =>
  (values: Lines<T>): AsyncIterable<string> =>
    changed(values, (value) => `\x1e${write(value)}\n`)
