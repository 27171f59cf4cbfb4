// Owns answers made by hand, for operations whose contract leaves them open.

import { Reply, type ReplyHeaders } from './reply.js'

/**
 * A redirect (RFC 9110, 15.4). The location is percent-encoded where it must be.
 *
 * @throws {TypeError} when it has control characters.
 * @example redirect(303, '/pets/7')
 */
export const redirect = (status: 301 | 302 | 303 | 307 | 308, location: string): Reply<never> => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(location)) {
    throw new TypeError('A location has no control characters.')
  }
  const encoded = location.replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
  return new Reply<never>(status, null, null, { location: encoded })
}

/** A text answer, `text/plain; charset=utf-8`. */
export const textReply = (
  status: number,
  text: string,
  headers: ReplyHeaders | null = null,
): Reply<never> => new Reply<never>(status, 'text/plain; charset=utf-8', text, headers)
