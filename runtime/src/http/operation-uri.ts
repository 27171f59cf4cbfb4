// Owns the URI of an operation with given parameters: the serialisation of OpenAPI 3.1, 4.8.12.3, which follows
// RFC 6570 where that has a word for it.

import { encodeComponent, type UriValue } from './uri.js'

/** How one parameter is written where it is not written as most are. */
export interface ParameterStyle {
  readonly style:
    | 'simple'
    | 'label'
    | 'matrix'
    | 'form'
    | 'spaceDelimited'
    | 'pipeDelimited'
    | 'tabDelimited'
    | 'deepObject'
  readonly explode: boolean
  /** What parts lists inside of the list, outermost first. */
  readonly nested?: string
  /** Reserved characters of RFC 3986 stand as they are. */
  readonly allowReserved?: boolean
}

/** Styles by parameter name; the default in a path is `simple`, in a query `form` with `explode`. */
export interface ParameterStyles {
  readonly path?: Readonly<Record<string, ParameterStyle>>
  readonly query?: Readonly<Record<string, ParameterStyle>>
}

type Values = Readonly<Record<string, unknown>>
type Style = ParameterStyle
const inPath: Style = { style: 'simple', explode: false }
const inQuery: Style = { style: 'form', explode: true }

/**
 * Path and query of an operation.
 *
 * @throws {TypeError} when a path parameter is missing or empty: such a path would be another's.
 */
export const operationUri = (
  template: string,
  styles: ParameterStyles,
  path: Values,
  query: Values,
): string => {
  const styleOf = (of: ParameterStyles['path'], name: string): Style | undefined =>
    of !== undefined && Object.hasOwn(of, name) ? of[name] : undefined
  const expanded = template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const text = pathText(name, own(path, name), styleOf(styles.path, name) ?? inPath)
    if (text === '') throw new TypeError(`The path parameter ${name} is missing or empty.`)
    return text
  })
  // A browser takes a segment of dots for a step of the path, encoded or not (WHATWG URL, 4.4).
  if (/\/\.\.?(\/|$)/.test(expanded)) throw new TypeError('A path parameter cannot be . or ..')
  const pairs = Object.keys(query).flatMap((name) =>
    queryPairs(name, query[name], styleOf(styles.query, name) ?? inQuery),
  )
  return pairs.length === 0 ? expanded : `${expanded}?${pairs.join('&')}`
}

const own = (values: Values, name: string): unknown =>
  Object.hasOwn(values, name) ? values[name] : undefined

const isAbsent = (value: unknown): value is null | undefined =>
  value === undefined || value === null

const membersOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, member]) => !isAbsent(member))

const encode = (value: unknown, { allowReserved = false }: Style): string => {
  const text = value instanceof Date ? value.toISOString() : String(value as UriValue)
  if (!allowReserved) return encodeComponent(text)
  // What is an escape already stays one, as for {+var} of RFC 6570.
  return encodeURI(text)
    .replace(/%25([0-9A-Fa-f]{2})/g, '%$1')
    .replace(/%5B|%5D/g, decodeURIComponent)
}

/** The texts of a value: one, those of its items, or those of its members as `name,value` or `name=value`. */
const textsOf = (value: unknown, style: Style, between: string): string[] => {
  if (Array.isArray(value))
    return value
      .filter((item) => !isAbsent(item))
      .map((item) => encode(listText(item, style.nested ?? ''), style))
  if (typeof value !== 'object' || value === null || value instanceof Date)
    return [encode(value, style)]
  return membersOf(value).map(
    ([name, member]) => encodeComponent(name) + between + encode(member, style),
  )
}

const delimiters: Partial<Record<Style['style'], string>> = {
  spaceDelimited: '%20',
  tabDelimited: '%09',
  pipeDelimited: '%7C',
}

/** A list in a list as one text. */
const listText = (value: unknown, separators: string): unknown =>
  Array.isArray(value)
    ? value.map((item) => listText(item, separators.slice(1))).join(separators[0] ?? ',')
    : value

const pathText = (name: string, value: unknown, style: Style): string => {
  if (isAbsent(value)) return ''
  const texts = textsOf(value, style, style.explode ? '=' : ',')
  if (texts.join('') === '') return ''
  if (style.style === 'label') return `.${texts.join(style.explode ? '.' : ',')}`
  if (style.style !== 'matrix') return texts.join(delimiters[style.style] ?? ',')
  const named = Array.isArray(value)
    ? texts.map((text) => `${encodeComponent(name)}=${text}`)
    : texts
  if (style.explode && typeof value === 'object') return `;${named.join(';')}`
  return `;${encodeComponent(name)}=${texts.join(',')}`
}

const queryPairs = (name: string, value: unknown, style: Style): string[] => {
  if (isAbsent(value)) return []
  const key = encodeComponent(name)
  const isPlain = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
  if (style.style === 'deepObject') return isPlain ? deepPairs(key, value, style) : []
  if (isPlain && style.explode) return textsOf(value, style, '=')
  const delimiter = delimiters[style.style] ?? ','
  const texts = textsOf(value, style, delimiter)
  if (Array.isArray(value) && style.explode) return texts.map((text) => `${key}=${text}`)
  return texts.length === 0 ? [] : [`${key}=${texts.join(delimiter)}`]
}

/** `name[member][0][inner]=text`; lists of scalars repeat their key. */
const deepPairs = (key: string, value: unknown, style: Style): string[] => {
  if (isAbsent(value)) return []
  if (typeof value !== 'object' || value instanceof Date) return [`${key}=${encode(value, style)}`]
  if (!Array.isArray(value))
    return membersOf(value).flatMap(([name, member]) =>
      deepPairs(`${key}%5B${encodeComponent(name)}%5D`, member, style),
    )
  return value.flatMap((item: unknown, i) =>
    deepPairs(typeof item === 'object' && item !== null ? `${key}%5B${i}%5D` : key, item, style),
  )
}
