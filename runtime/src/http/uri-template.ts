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
  /** The URI with these values; a name that the template does not have is a type error. */
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
  const parsed = parseTemplate(template)
  return {
    template,
    expand: (values) => encodeRest(parsed.expand(values as Parameters<typeof parsed.expand>[0])),
  }
}

// RFC 3986, 2: what is neither unreserved nor reserved nor an escape.
const foreign = /%(?![0-9A-Fa-f]{2})|[^!#-;=?-[\]_a-z~]/gu

/** The library leaves values as they are behind a '%' that begins no escape, in `{+x}` and `{#x}`: CR and LF too. */
const encodeRest = (uri: string): string =>
  uri.replaceAll(foreign, (char) => encodeURIComponent(char))
