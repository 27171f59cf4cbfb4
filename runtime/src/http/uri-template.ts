// Owns URI templates (RFC 6570, level 4), typed by the names in them.

import { parseTemplate } from 'url-template'

type Scalar = string | number | boolean | null

/** What a variable of a template may be; undefined and null leave it out. */
export type TemplateValue =
  | Scalar
  | readonly Scalar[]
  | Readonly<Record<string, Scalar>>
  | undefined

type Bare<T extends string> = T extends `${infer Name}*`
  ? Name
  : T extends `${infer Name}:${number}`
    ? Name
    : T
type Listed<T extends string> = T extends `${infer First},${infer Rest}`
  ? Bare<First> | Listed<Rest>
  : Bare<T>
type WithoutOperator<T extends string> =
  T extends `${'+' | '#' | '.' | '/' | ';' | '?' | '&'}${infer Rest}` ? Rest : T

/** The names of a template's variables. */
export type TemplateNames<T extends string> = string extends T
  ? string
  : T extends `${string}{${infer Expression}}${infer Rest}`
    ? Listed<WithoutOperator<Expression>> | TemplateNames<Rest>
    : never

/** A template, parsed once. */
export interface UriTemplate<T extends string> {
  readonly template: T
  /**
   * The URI with these values; a name that the template does not have is a type error.
   *
   * @throws {TypeError} where values make a segment `.` or `..`: whoever reads the URI would go to another path.
   */
  expand(values: { readonly [N in TemplateNames<T>]?: TemplateValue }): string
}

/**
 * Parses a URI template (RFC 6570).
 *
 * @example
 * const search = uriTemplate('/pets{/kind}{?limit,tags*}')
 * search.expand({ kind: 'cat', tags: ['old', 'cute'] }) // '/pets/cat?tags=old&tags=cute'
 */
export const uriTemplate = <const T extends string>(template: T): UriTemplate<T> => {
  const pieces = piecesOf(template)
  const hasDots = hasDotSegments(template)
  return {
    template,
    expand: (values) => {
      const uri = encodeRest(pieces.map((piece) => piece(values as Values)).join(''))
      if (!hasDots && hasDotSegments(uri)) throw new TypeError('A segment cannot be . or ..')
      return uri
    },
  }
}

/** Whether the path has segments that lead elsewhere (RFC 3986, 5.2.4); escaped too (WHATWG URL, 4.4). */
const hasDotSegments = (uri: string): boolean => {
  const [path = ''] = uri.split(/[?#]/, 1)
  return path.split('/').some((segment) => dotSegments.has(segment.replaceAll(/%2e/gi, '.')))
}

const dotSegments: ReadonlySet<string> = new Set(['.', '..'])

type Values = { readonly [name: string]: TemplateValue }

/** Each expression with what is in front of it, so that a prefix is cut where it is asked for. */
const piecesOf = (template: string): readonly ((values: Values) => string)[] =>
  (template.match(/[^{]*(?:\{[^}]*\}?|$)/g) ?? []).map((text) => {
    const lengths = new Map<string, number>()
    const whole = text.replace(prefix, (own, name: string, length: string) => {
      // Beside the whole value in one expression, the library cuts.
      if (namesIn(text).filter((each) => each === name).length > 1) return own
      lengths.set(name, Number(length))
      return name
    })
    const parsed = parseTemplate(whole)
    return (values) => parsed.expand(cutValues(values, lengths) as Parsed)
  })

type Parsed = Parameters<ReturnType<typeof parseTemplate>['expand']>[0]

const namesIn = (expression: string): readonly string[] => expression.match(/\w[\w.%]*/g) ?? []

const prefix = /(\w[\w.%]*):([1-9]\d{0,3})(?=[,}])/g

/** Prefixes count characters and never halve one (RFC 6570, 2.4.1); lone surrogates, which UTF-8 lacks, are U+FFFD. */
const cutValues = (values: Values, lengths: ReadonlyMap<string, number>): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const length = lengths.get(name)
      const text = wellFormed(value)
      const isCut = length !== undefined && (typeof text !== 'object' || text === null)
      return [name, isCut && text != null ? [...String(text)].slice(0, length).join('') : text]
    }),
  )

const wellFormed = (value: TemplateValue): TemplateValue => {
  if (typeof value === 'string') return value.replace(/\p{Cs}/gu, '\ufffd')
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => wellFormed(each) as Scalar)
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      wellFormed(name) as string,
      wellFormed(each) as Scalar,
    ]),
  )
}

// RFC 3986, 2: what is neither unreserved nor reserved nor an escape.
const foreign = /%(?![0-9A-Fa-f]{2})|[^!#-;=?-[\]_a-z~]/gu

/** The library leaves values as they are behind a '%' that begins no escape, in `{+x}` and `{#x}`: CR and LF too. */
const encodeRest = (uri: string): string =>
  uri.replaceAll(foreign, (char) => encodeURIComponent(char))
