// Owns parsing JSON that native code has not looked at: parts of forms, lines, bodies that were compressed.
// The same rules as for whole bodies: depth is bounded, integers beyond 2^53 become bigint.

import { MalformedBody } from '../http/malformed-body.js'
import { NumberBeyond, parseExact } from '../validate/exact-json.js'
import { nestsDeeper } from '../validate/nesting.js'
import { breakOf } from './json-place.js'

/**
 * Parses one JSON text (RFC 8259).
 *
 * @throws {MalformedBody} when it is no JSON, or nests deeper than `depthMax` levels of arrays and objects.
 */
export const parseJsonText = (text: string, depthMax: number): unknown => {
  if (nestsDeeper(text, depthMax)) throw tooDeep(depthMax)
  try {
    return /[\d.]{16}|\de[+-]?\d{3}/i.test(text) ? parseExact(text) : JSON.parse(text)
  } catch (error) {
    throw notRead(error, text)
  }
}

/** Why a text was not parsed, as its client is told. */
export const notRead = (cause: unknown, text: string): MalformedBody =>
  cause instanceof NumberBeyond
    ? new MalformedBody(cause.message, { cause }, 'number')
    : new MalformedBody(`is not JSON${breakOf(text)}`, { cause })

/** The failure of a text that nests too deep, as whoever counts its levels says it. */
export const tooDeep = (depthMax: number): MalformedBody =>
  new MalformedBody(`nests deeper than ${depthMax} levels`)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Bytes as UTF-8 text.
 *
 * @throws {MalformedBody} when they are not.
 */
export const utf8Text = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    throw new MalformedBody('is not UTF-8', { cause: error })
  }
}
