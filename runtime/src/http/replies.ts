// Owns answers made by hand, step by step, for what no contract declares.

import { encodeLocation } from './location.js'
import { Reply, type ReplyBody } from './reply.js'
import { addHeader, addVary, mergeHeaders, type ReplyHeaders } from './reply-headers.js'
import { type CookieAttributes, clearCookie, setCookie } from './set-cookie.js'
import { reasonPhrase } from './status.js'

/**
 * Begins an answer with `status`; what ends it gives the reply, which any handler may return.
 *
 * @throws {TypeError} when the status is no registered final one (RFC 9110, 15).
 * @example
 * respond(201).location(`/pets/${pet.id}`).cookie('seen', 'yes').json(pet)
 * respond(204).empty()
 */
export const respond = (status: number): ReplyBuilder => {
  if (status < 200 || reasonPhrase(status) === '') {
    throw new TypeError(`${status} is no status of an answer.`)
  }
  return new ReplyBuilder(status)
}

/**
 * An answer that is being made. Used once: its steps change it, its last one gives the reply.
 *
 * @example respond(200).header('cache-control', 'no-store').text('now')
 */
export class ReplyBuilder {
  #headers: ReplyHeaders | null = null

  constructor(readonly status: number) {}

  /** Sets a header; one of the same name is replaced. */
  header(name: string, value: string | number | readonly string[]): this {
    return this.headers({ [name]: value })
  }

  /** Sets headers; those of the same names are replaced. */
  headers(headers: ReplyHeaders): this {
    this.#headers = mergeHeaders(this.#headers, headers)
    return this
  }

  /**
   * Adds a cookie.
   * @throws {TypeError} when a browser would refuse it.
   */
  cookie(name: string, value: string, attributes?: CookieAttributes): this {
    return this.#add('set-cookie', setCookie(name, value, attributes))
  }

  /** Makes the client forget a cookie; domain and path as it was set. */
  clearCookie(name: string, attributes?: CookieAttributes): this {
    return this.#add('set-cookie', clearCookie(name, attributes))
  }

  /**
   * Where what was made is (201), or is now (3xx).
   * @throws {TypeError} when it has control characters.
   */
  location(uri: string): this {
    return this.header('location', encodeLocation(uri))
  }

  /** Adds a link (RFC 8288): `link('/pets?page=2', 'next')`. */
  link(uri: string, rel: string): this {
    return this.#add('link', `<${encodeLocation(uri)}>; rel="${rel.replaceAll(/["\\]/g, '')}"`)
  }

  /** Seconds, or a date, after which it is worth trying again (RFC 9110, 10.2.3). */
  retryAfter(when: number | Date): this {
    return this.header('retry-after', when instanceof Date ? when.toUTCString() : Math.ceil(when))
  }

  /** The version of what is sent (RFC 9110, 8.8.3), without quotes; weak when equal bytes are not promised. */
  etag(tag: string, strength: 'strong' | 'weak' = 'strong'): this {
    if (!/^[\x21\x23-\x7e]*$/.test(tag)) throw new TypeError('An entity tag is visible ASCII.')
    return this.header('etag', `${strength === 'weak' ? 'W/' : ''}"${tag}"`)
  }

  /** When what is sent was changed last; to the second. */
  lastModified(date: Date): this {
    return this.header('last-modified', date.toUTCString())
  }

  /** `cacheControl('private', 'max-age=60')` */
  cacheControl(...directives: readonly string[]): this {
    return this.header('cache-control', directives.join(', '))
  }

  /** Request headers that the answer depends on. */
  vary(...names: readonly string[]): this {
    this.#headers = addVary(this.#headers, names)
    return this
  }

  /** Ends it without a body. */
  empty(): Reply<never> {
    return new Reply<never>(this.status, null, null, this.#headers)
  }

  /** Ends it with a body of any kind. */
  body(contentType: string, body: ReplyBody): Reply<never> {
    return new Reply<never>(this.status, contentType, body, this.#headers)
  }

  /** Ends it with plain text. */
  text(text: string): Reply<never> {
    return this.body('text/plain; charset=utf-8', text)
  }

  /** Ends it with HTML; nothing in it is escaped. */
  html(html: string): Reply<never> {
    return this.body('text/html; charset=utf-8', html)
  }

  /**
   * Ends it with JSON.
   * @throws {TypeError} when JSON has no way to say `value`: undefined, a function, a bigint, a circle.
   */
  json(value: unknown, contentType = 'application/json'): Reply<never> {
    const text = JSON.stringify(value) as string | undefined
    if (text === undefined) throw new TypeError(`JSON has no way to say ${typeof value}.`)
    return this.body(contentType, text)
  }

  /** Ends it with fields as a form sends them. */
  form(fields: Readonly<Record<string, string | readonly string[]>>): Reply<never> {
    const pairs = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) {
      for (const item of typeof value === 'string' ? [value] : value) pairs.append(name, item)
    }
    return this.body('application/x-www-form-urlencoded', pairs.toString())
  }

  #add(name: string, value: string): this {
    this.#headers = addHeader(this.#headers, name, value)
    return this
  }
}
