// Owns turning the header fields of an HTTP/2 request into the head of an HTTP/1.1 one (RFC 9113, 8.3; RFC 9112).

/** How the body of a request follows its head. */
export type RequestFraming = 'none' | 'length' | 'chunked'

export interface RequestHead {
  readonly text: string
  readonly method: string
  readonly framing: RequestFraming
}

// RFC 9113, 8.2.2: they speak of one connection, and this is another.
const connectionSpecific = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])

const token = /^[!#$%&'*+.^_`|~\w-]+$/
const unsafeTarget = /[\0- \x7f]/
const unsafeValue = /[\0\r\n]/

/**
 * The head of the request whose fields are `raw`: names and values in turns, as Node.js gives them. Null when
 * it is malformed, or would read as something else in HTTP/1.1.
 *
 * @example
 * requestHead([':method', 'GET', ':path', '/', ':authority', 'a.test'], true)?.text
 */
export const requestHead = (raw: readonly string[], isBodiless: boolean): RequestHead | null => {
  let method = ''
  let path = ''
  let authority = ''
  let cookies = ''
  let lines = ''
  let hasLength = false
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string
    const value = raw[i + 1] as string
    if (unsafeValue.test(value)) return null
    switch (name) {
      case ':method':
        method = value
        break
      case ':path':
        path = value
        break
      case ':authority':
        authority = value
        break
      case ':scheme':
        break
      case 'cookie':
        // RFC 9113, 8.2.3: crumbs, split so that they compress better.
        cookies += cookies === '' ? value : `; ${value}`
        break
      case 'host':
        // What :authority says twice; a second, different Host is refused as such.
        if (value !== authority) lines += `host: ${value}\r\n`
        break
      default:
        if (connectionSpecific.has(name) || !token.test(name)) return null
        if (name === 'te' && value !== 'trailers') return null
        hasLength ||= name === 'content-length'
        lines += `${name}: ${value}\r\n`
    }
  }
  if (!token.test(method) || method === 'CONNECT') return null
  if (path === '' || unsafeTarget.test(path)) return null
  if (authority !== '') lines = `host: ${authority}\r\n${lines}`
  if (cookies !== '') lines += `cookie: ${cookies}\r\n`
  const framing = isBodiless ? 'none' : hasLength ? 'length' : 'chunked'
  if (framing === 'chunked') lines += 'transfer-encoding: chunked\r\n'
  return { text: `${method} ${path} HTTP/1.1\r\n${lines}\r\n`, method, framing }
}

/**
 * The lines of trailers behind the last chunk, `''` where one of them is malformed: then none counts.
 *
 * @example
 * trailerLines(['x-sum', '12'])
 */
export const trailerLines = (raw: readonly string[]): string => {
  let lines = ''
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string
    const value = raw[i + 1] as string
    if (!token.test(name) || unsafeValue.test(value) || connectionSpecific.has(name)) return ''
    lines += `${name}: ${value}\r\n`
  }
  return lines
}
