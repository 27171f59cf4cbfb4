// Owns reading cookies of a request, and signing their values so that a client cannot change them.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { cookiePairs, unquoted } from '../text/cookie-pairs.js'
import { percentDecoded } from '../text/percent.js'

/**
 * The cookies of a `Cookie` header, decoded, in a null-prototype object. Of cookies with one name the first is
 * taken: its path is the longest (RFC 6265bis, 5.8.3). Names are exact; only spaces and tabs around them are none of
 * theirs.
 *
 * @example parseCookies('a=1; b=%20') // { a: '1', b: ' ' }
 */
export const parseCookies = (header: string): Readonly<Record<string, string>> => {
  const cookies: Record<string, string> = Object.create(null)
  for (const [name, value] of cookiePairs(header)) cookies[name] ??= percentDecoded(unquoted(value))
  return cookies
}

/** Signs values of cookies, and reads those it has signed. */
export interface CookieSigner {
  /** `value` with a signature that holds for a cookie of this name. */
  sign(name: string, value: string): string
  /** The value that was signed, or null: it is another's, or was changed. */
  verify(name: string, signed: string | undefined): string | null
}

/** Shortest key in bytes: that of SHA-256's output (RFC 2104, 3). */
const keyBytesMin = 32

/**
 * A signer with HMAC-SHA-256. The first key signs; all of them verify, so that keys can be changed without
 * ending sessions. Signing hides nothing, and an old cookie stays valid: put a time into the value.
 *
 * @throws {TypeError} without a key, or when one is shorter than 32 bytes.
 * @example
 * const signer = cookieSigner([state.newKey, state.oldKey])
 * reply.withCookie('user', signer.sign('user', id))
 */
export const cookieSigner = (keys: readonly (string | Uint8Array)[]): CookieSigner => {
  const [first] = keys
  if (first === undefined || keys.some((key) => Buffer.byteLength(key) < keyBytesMin)) {
    throw new TypeError(`Signing cookies needs keys of at least ${keyBytesMin} bytes.`)
  }
  return {
    sign: (name, value) => `${value}.${macOf(first, name, value)}`,
    verify: (name, signed = '') => {
      const dot = signed.lastIndexOf('.')
      if (dot < 0) return null
      const value = signed.slice(0, dot)
      const given = signed.slice(dot + 1)
      const holds = keys.map((key) => isSame(given, macOf(key, name, value)))
      return holds.includes(true) ? value : null
    },
  }
}

// The name is part of it, so that the value of one cookie is not taken for another's.
const macOf = (key: string | Uint8Array, name: string, value: string): string =>
  createHmac('sha256', key).update(`${name}=${value}`).digest('base64url')

// Texts, not what they decode to: a signature has one spelling, or a cookie that is refused by its text has others.
const isSame = (given: string, wanted: string): boolean =>
  given.length === wanted.length &&
  timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(wanted, 'latin1'))
