// Owns taking URIs apart and putting them together (RFC 3986). Templates are in uri-template.ts.

/** The five parts of a URI reference (RFC 3986, 3), percent-encoded; null: the part is not there. */
export interface UriParts {
  readonly scheme: string | null
  readonly authority: string | null
  readonly path: string
  readonly query: string | null
  readonly fragment: string | null
}

/** What can be written into a query or a path. */
export type UriValue = string | number | bigint | boolean

/** Values of a query; a list repeats its name, undefined and null are left out. */
export type QueryValues = Readonly<
  Record<string, UriValue | readonly UriValue[] | null | undefined>
>

const allowed = /^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[0-9A-Fa-f]{2})*$/
const schemeText = /^[A-Za-z][A-Za-z0-9+.-]*$/
// RFC 3986, appendix B.
const reference = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s

/**
 * Takes a URI reference apart.
 *
 * @throws {TypeError} when it has characters that are not allowed in one, or its scheme is none.
 * @example parseUri('/pets?limit=5').query // 'limit=5'
 */
export const parseUri = (text: string): UriParts => {
  const match = allowed.test(text) ? reference.exec(text) : null
  const [, scheme = null, authority = null, path = '', query = null, fragment = null] = match ?? []
  if (match === null || (scheme !== null && !schemeText.test(scheme))) {
    throw new TypeError(`${JSON.stringify(text)} is no URI reference (RFC 3986).`)
  }
  return { scheme, authority, path, query, fragment }
}

/**
 * Puts the parts together (RFC 3986, 5.3).
 *
 * @example formatUri({ ...parseUri('/pets?limit=5'), query: null }) // '/pets'
 */
export const formatUri = ({ scheme, authority, path, query, fragment }: UriParts): string =>
  (scheme === null ? '' : `${scheme}:`) +
  (authority === null ? '' : `//${authority}`) +
  path +
  (query === null ? '' : `?${query}`) +
  (fragment === null ? '' : `#${fragment}`)

/**
 * What `text` means where `base` is the URI of the document (RFC 3986, 5.2.2).
 *
 * @throws {TypeError} when one of them is no URI reference.
 * @example resolveUri('http://a/b/c', '../d') // 'http://a/d'
 */
export const resolveUri = (base: string, text: string): string => {
  const from = parseUri(base)
  const to = parseUri(text)
  if (to.scheme !== null) return formatUri({ ...to, path: withoutDots(to.path) })
  const { scheme } = from
  if (to.authority !== null) return formatUri({ ...to, scheme, path: withoutDots(to.path) })
  const { authority } = from
  const { fragment } = to
  if (to.path === '') return formatUri({ ...from, query: to.query ?? from.query, fragment })
  const path = withoutDots(to.path.startsWith('/') ? to.path : merged(from, to.path))
  return formatUri({ scheme, authority, path, query: to.query, fragment })
}

const merged = ({ authority, path }: UriParts, relative: string): string =>
  authority !== null && path === ''
    ? `/${relative}`
    : path.slice(0, path.lastIndexOf('/') + 1) + relative

// RFC 3986, 5.2.4.
const withoutDots = (path: string): string => {
  const output: string[] = []
  const segments = path.split('/')
  const last = segments.at(-1)
  for (const segment of segments) {
    if (segment === '..') {
      if (output.length > 1 || (output.length === 1 && output[0] !== '')) output.pop()
    } else if (segment !== '.') output.push(segment)
  }
  if (last === '.' || last === '..') output.push('')
  const text = output.join('/')
  return path.startsWith('/') && !text.startsWith('/') ? `/${text}` : text
}

/**
 * Percent-encodes everything but unreserved characters (RFC 3986, 2.3), so that it is one value wherever it stands.
 *
 * @throws {TypeError} when it is no Unicode text.
 * @example encodeComponent('a/b c!') // 'a%2Fb%20c%21'
 */
export const encodeComponent = (value: UriValue): string => {
  const text = String(value)
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('A part of a URI is Unicode text.')
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/**
 * Begins a URI with a reference to add to; every step gives another builder.
 *
 * @throws {TypeError} when `base` is no URI reference.
 * @example
 * uri('https://api.example.com/v1').path('pets', name).query({ limit: 5 }).toString()
 */
export const uri = (base = ''): UriBuilder => new UriBuilder(parseUri(base))

/**
 * A URI that is being put together. Values are percent-encoded, whatever is in them.
 *
 * @example uri('/pets').path('a/b').toString() // '/pets/a%2Fb'
 */
export class UriBuilder {
  constructor(readonly parts: UriParts) {}

  /** Sets the scheme: `https`. */
  scheme(scheme: string): UriBuilder {
    if (!schemeText.test(scheme)) throw new TypeError(`${JSON.stringify(scheme)} is no scheme.`)
    return this.#with({ scheme })
  }

  /** Sets host and port; a host with colons is an IPv6 address. */
  host(host: string, port?: number): UriBuilder {
    const name = host.includes(':')
      ? `[${host.replace(/[^0-9A-Fa-f:.]/g, '')}]`
      : encodeComponent(host)
    const { path } = this.parts
    const authority = port === undefined ? name : `${name}:${port}`
    return this.#with({ authority, path: path === '' || path.startsWith('/') ? path : `/${path}` })
  }

  /**
   * Adds segments to the path; a slash within a value is encoded.
   * @throws {TypeError} for `.` and `..`, which no URI can carry as a value.
   */
  path(...segments: readonly UriValue[]): UriBuilder {
    let { path } = this.parts
    for (const segment of segments) {
      const text = encodeComponent(segment)
      if (text === '.' || text === '..') throw new TypeError(`A segment cannot be "${text}".`)
      path =
        path === '' && this.parts.authority === null ? text : `${path.replace(/\/$/, '')}/${text}`
    }
    return this.#with({ path })
  }

  /** Adds to the query. */
  query(values: QueryValues): UriBuilder {
    const pairs = Object.entries(values).flatMap(([name, value]) =>
      listOf(value).map((item) => `${encodeComponent(name)}=${encodeComponent(item)}`),
    )
    const own = this.parts.query
    const query = [...(own === null || own === '' ? [] : [own]), ...pairs].join('&')
    return this.#with({ query: query === '' ? own : query })
  }

  /** Sets the fragment. */
  fragment(text: string): UriBuilder {
    return this.#with({ fragment: encodeComponent(text) })
  }

  /** What `text` refers to from here. */
  resolve(text: string): UriBuilder {
    return uri(resolveUri(this.toString(), text))
  }

  toString(): string {
    return formatUri(this.parts)
  }

  #with(parts: Partial<UriParts>): UriBuilder {
    return new UriBuilder({ ...this.parts, ...parts })
  }
}

const listOf = (value: QueryValues[string]): readonly UriValue[] => {
  if (value === undefined || value === null) return []
  return typeof value === 'object' ? value : [value]
}
