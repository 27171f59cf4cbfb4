// Owns writing cookies: one `Set-Cookie` value with all of its attributes, checked as RFC 6265bis asks of a
// server (section 4.1). Reading them is in cookies.ts.

/**
 * Attributes of a cookie. Safe ones are the default: `Path=/; Secure; HttpOnly; SameSite=Lax`. `false` leaves a
 * default out.
 */
export interface CookieAttributes {
  /** When the client forgets it; browsers keep no cookie longer than 400 days. */
  readonly expires?: Date
  /** Seconds until the client forgets it; wins over `expires`. Neither: it ends with the browser's session. */
  readonly maxAgeS?: number
  /** Without it only the host that set the cookie gets it; with it its subdomains do as well. */
  readonly domain?: string
  /** Default `/`; false: the folder of the request's path. */
  readonly path?: string | false
  /** Default true: sent over TLS only (and on localhost). */
  readonly secure?: boolean
  /** Default true: scripts of the page cannot read it. */
  readonly httpOnly?: boolean
  /** Default `lax`; `none` needs `secure`. */
  readonly sameSite?: 'strict' | 'lax' | 'none' | false
  /** Kept apart for every top-level site it is embedded in (CHIPS); needs `secure`. */
  readonly partitioned?: boolean
}

/** Bytes of name and value, and of one attribute, that a browser takes (RFC 6265bis, 5.6). */
export const cookieBytesMax = 4096
const attributeBytesMax = 1024

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// cookie-octet (4.1.1): no control characters, whitespace, double quote, comma, semicolon or backslash.
const octets = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/
const label = '[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?'
const domainName = new RegExp(`^${label}(?:\\.${label})*$`)
const pathText = /^\/[\x20-\x3a\x3c-\x7e]*$/

/**
 * The value of a `Set-Cookie` header. What is no cookie-octet in `value` is percent-encoded.
 *
 * @throws {TypeError} when a browser would refuse the cookie, or read another one.
 * @example
 * setCookie('__Host-session', id, { maxAgeS: 3600, sameSite: 'strict' })
 */
export const setCookie = (
  name: string,
  value: string,
  attributes: CookieAttributes = {},
): string => {
  if (!token.test(name)) throw new TypeError(`The cookie name ${JSON.stringify(name)} is no token.`)
  const text = octets.test(value) && !value.includes('%') ? value : encodeURIComponent(value)
  if (name.length + text.length > cookieBytesMax) {
    throw new TypeError(`The cookie ${name} is longer than ${cookieBytesMax} bytes.`)
  }
  checkTogether(name, attributes)
  return [`${name}=${text}`, ...lifetime(name, attributes), ...scope(name, attributes)].join('; ')
}

/**
 * The value of a `Set-Cookie` header that makes the client forget a cookie. Domain and path must be those it was
 * set with.
 *
 * @example clearCookie('__Host-session')
 */
export const clearCookie = (name: string, attributes: CookieAttributes = {}): string =>
  setCookie(name, '', { ...attributes, maxAgeS: 0, expires: new Date(0) })

const lifetime = (name: string, { expires, maxAgeS }: CookieAttributes): string[] => {
  const parts: string[] = []
  if (expires !== undefined) {
    if (Number.isNaN(expires.getTime())) throw new TypeError(`${name}: expires is no valid date.`)
    parts.push(`Expires=${expires.toUTCString()}`)
  }
  if (maxAgeS !== undefined) {
    if (!Number.isSafeInteger(maxAgeS)) throw new TypeError(`${name}: maxAgeS is no whole number.`)
    parts.push(`Max-Age=${maxAgeS}`)
  }
  return parts
}

const scope = (name: string, attributes: CookieAttributes): string[] => {
  const { domain, path = '/', secure = true, httpOnly = true, sameSite = 'lax' } = attributes
  const parts: string[] = []
  // A leading dot means nothing any more (5.6.3).
  if (domain !== undefined) parts.push(`Domain=${checked(name, 'domain', domain, domainName)}`)
  if (path !== false) parts.push(`Path=${checked(name, 'path', path, pathText)}`)
  if (secure) parts.push('Secure')
  if (httpOnly) parts.push('HttpOnly')
  if (sameSite !== false) parts.push(`SameSite=${sameSiteNames[sameSite]}`)
  if (attributes.partitioned) parts.push('Partitioned')
  return parts
}

const sameSiteNames = { strict: 'Strict', lax: 'Lax', none: 'None' } as const

const checked = (cookie: string, attribute: string, text: string, pattern: RegExp): string => {
  if (text.length <= attributeBytesMax && pattern.test(text)) return text
  throw new TypeError(`${cookie}: ${JSON.stringify(text)} is no ${attribute} of a cookie.`)
}

// Browsers drop such cookies without a word, so the server says it (RFC 6265bis, 4.1.2.7, 4.1.3, CHIPS).
const checkTogether = (name: string, attributes: CookieAttributes): void => {
  const { domain, path = '/', secure = true, sameSite = 'lax', partitioned = false } = attributes
  const prefix = /^__(secure|host)-/i.exec(name)?.[1]?.toLowerCase()
  const wants = (holds: boolean, what: string): void => {
    if (!holds) throw new TypeError(`The cookie ${name} needs ${what}, or browsers drop it.`)
  }
  wants(secure || prefix === undefined, 'Secure, for its prefix')
  wants(prefix !== 'host' || domain === undefined, 'no Domain, for its prefix')
  wants(prefix !== 'host' || path === '/', 'Path=/, for its prefix')
  wants(secure || sameSite !== 'none', 'Secure, for SameSite=None')
  wants(secure || !partitioned, 'Secure, for Partitioned')
}
