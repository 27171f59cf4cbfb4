// Owns answers that point elsewhere: what a Location may be, and one that stays on this server.

import { Reply } from './reply.js'

/** Statuses of a redirect; 303 asks for the other place with GET, 307 and 308 keep method and body. */
export type RedirectStatus = 301 | 302 | 303 | 307 | 308

/**
 * A redirect (RFC 9110, 15.4). The location is percent-encoded where it must be. One that a client wrote belongs
 * into `redirectWithin`.
 *
 * @throws {TypeError} when it has control characters or is no Unicode.
 * @example redirect(303, '/pets/7')
 */
export const redirect = (status: RedirectStatus, location: string): Reply<never> =>
  new Reply<never>(status, null, null, { location: encodeLocation(location) })

/**
 * A redirect to a path of this server, however the location came about; to `fallback` when it leads elsewhere.
 * `https://evil.example`, `//evil.example` and `/\evil.example` do.
 *
 * @example redirectWithin(303, query.returnTo, '/home')
 */
export const redirectWithin = (
  status: RedirectStatus,
  location: string,
  fallback = '/',
): Reply<never> => redirect(status, isOwnPath(location) ? location : fallback)

// Browsers read a backslash as a slash, and drop tabs and line ends wherever they stand (WHATWG URL, 4.4).
const isOwnPath = (location: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  /^\/(?![/\\])/.test(location) && !/[\u0000-\u001f\u007f]/.test(location)

/**
 * `location` as RFC 3986 lets it be in a header: what may not stand in a URI is percent-encoded.
 *
 * @throws {TypeError} when it has control characters or is no Unicode.
 */
export const encodeLocation = (location: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(location)) {
    throw new TypeError('A location has no control characters.')
  }
  if (/\p{Surrogate}/u.test(location)) throw new TypeError('A location is Unicode text.')
  return location.replace(/[^\x21-\x7e]+|["<>\\^`{|}]/gu, encodeURIComponent)
}
