// Owns turning a reply's own headers into checked header lines. What is precomputed is not seen here.

import type { ReplyHeaders, ReplyTrailers } from '../http/reply.js'

/** Headers that the engine writes by itself; setting them would break the framing of the answer. */
const reserved = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'date',
  'keep-alive',
  'trailer',
])

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// Visible ASCII, space and tab (RFC 9110, 5.5, without obs-text).
const safeValue = /^[\t\x20-\x7e]*$/

/**
 * `Name: value\r\n` for each header; a list gives one line per value.
 *
 * @throws {TypeError} when a name is no token or reserved, or a value has control or non-ASCII characters.
 */
export const headerLines = (headers: ReplyHeaders): string => {
  let lines = ''
  for (const name in headers) lines += linesOf(name, headers[name])
  return lines
}

/**
 * Says of the headers of a reply that they can be sent, before whoever made it is out of reach.
 *
 * @throws {TypeError} where `headerLines` would; a length is looked at where the body is known.
 */
export const checkHeaders = (headers: ReplyHeaders): void => {
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined) continue
    if (!good.has(name)) {
      if (name.toLowerCase() === 'content-length') continue
      beforeOf(name)
    }
    if (typeof value !== 'object') textOf(name, value)
    else for (const item of value) textOf(name, item)
  }
}

/** Names that were found to be good, and what is sent before them: most answers have the same few. */
const good = new Map<string, string>()
/** Names may come from elsewhere: a handler that hands on what it was given. */
const goodMax = 256

const beforeOf = (name: string): string => {
  const known = good.get(name)
  if (known !== undefined) return known
  if (!token.test(name))
    throw new TypeError(`The header name ${JSON.stringify(name)} is not a token.`)
  const lower = name.toLowerCase()
  if (reserved.has(lower)) throw new TypeError(`The header ${name} is written by the engine.`)
  // Whoever sends Upgrade names it in Connection (RFC 9110, 7.8): a 426 does.
  const before = lower === 'upgrade' ? 'Connection: Upgrade\r\n' : ''
  if (good.size < goodMax) good.set(name, before)
  return before
}

const linesOf = (name: string, value: ReplyHeaders[string] | undefined): string => {
  if (value === undefined) return ''
  let lines = beforeOf(name)
  if (typeof value !== 'object') return `${lines}${name}: ${textOf(name, value)}\r\n`
  for (const item of value) lines += `${name}: ${textOf(name, item)}\r\n`
  return lines
}

/** The field that names trailers before the body (RFC 9110, 6.6.2). */
export const announced = (trailers: ReplyTrailers | null): string =>
  trailers === null ? '' : `Trailer: ${trailers.names.join(', ')}\r\n`

/**
 * Lines of the trailer section, made when the body is at its end.
 *
 * @throws {TypeError} when one was not announced, or its value cannot be sent.
 */
export const trailerLines = ({ names, make }: ReplyTrailers): string => {
  const fields = make()
  const others = Object.keys(fields).filter((name) => !names.includes(name.toLowerCase()))
  if (others.length > 0) throw new TypeError(`The trailer ${others[0]} was not announced.`)
  return headerLines(fields)
}

const textOf = (name: string, value: string | number): string => {
  const text = typeof value === 'string' ? value : String(value)
  if (safeValue.test(text)) return text
  throw new TypeError(
    `The value of header ${name} has control or non-ASCII characters; encode it first (RFC 8187).`,
  )
}
