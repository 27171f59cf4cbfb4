// Owns the text of a generated test's request: parameters in their styles (OpenAPI 3.1, 4.8.12.3).

import type { Api } from '../../ir/api.js'
import { isObject, type JsonObject } from '../../ir/json-values.js'
import type {
  BodyContentPlan,
  ParameterPlan,
  PartHeadersPlan,
  PartPlan,
} from '../../ir/plan/api.js'
import type { FieldStylePlan, HintPlan } from '../../ir/plan/parameters.js'
import type { TestRequest } from '../../ir/plan/tests.js'
import type { JsonValue } from '../../ir/schema.js'
import { sampleOf } from '../samples/samples.js'

type Source = ParameterPlan['source']
/** What a request is put together from. */
export interface RequestParts {
  readonly values: ReadonlyMap<ParameterPlan, JsonValue>
  readonly headers: { readonly [name: string]: string }
  readonly body: string | null
}

/** The request; `raw` has texts in the place of values. */
export const requestOf = (
  template: string,
  method: string,
  parameters: readonly ParameterPlan[],
  parts: RequestParts,
  raw: ReadonlyMap<ParameterPlan, string>,
): TestRequest => {
  let path = escapedLiterals(template)
  const query: string[] = []
  const headers: { [name: string]: string } = { ...parts.headers }
  const cookies: string[] = []
  for (const parameter of parameters) {
    const escaped = parameter.place === 'path' || parameter.place === 'query' ? encoded : asIs
    const value = parts.values.get(parameter)
    const pairs = raw.has(parameter)
      ? [[escaped(parameter.wireName), escaped(raw.get(parameter) ?? '')]]
      : value === undefined
        ? []
        : pairsOfParameter(parameter, value, escaped)
    if (parameter.place === 'path') {
      path = path.replace(`{${parameter.wireName}}`, () => pairs[0]?.[1] ?? '')
    } else if (parameter.place === 'query') {
      const isWhole = parameter.source.kind === 'wholeQuery'
      for (const [name = '', text = ''] of pairs) query.push(isWhole ? text : `${name}=${text}`)
    } else if (parameter.place === 'header') {
      for (const [, text = ''] of pairs) headers[parameter.name] = text
    } else for (const [name, text] of pairs) cookies.push(`${name}=${text}`)
  }
  if (cookies.length > 0) headers.cookie = cookies.join('; ')
  const target = query.length === 0 ? path : `${path}?${query.join('&')}`
  return { method, target, headers, body: parts.body }
}

type Escape = (text: string) => string

const asIs: Escape = (text) => text

/** Percent-encoded; lone surrogates, which UTF-8 does not have, become U+FFFD. */
export const encoded: Escape = (text) => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'))

/** The template with its literal texts as a request line has them: what is escaped already stays (RFC 3986, 2.4). */
const escapedLiterals = (template: string): string =>
  template.replace(/\{[^{}]*\}|[^{}]+/g, (part) =>
    part.startsWith('{') ? part : part.replace(/%[0-9a-f]{2}|[^\x21-\x7e]+/gi, escapedOnce),
  )

const escapedOnce = (text: string): string => (text.startsWith('%') ? text : encoded(text))

/** A scalar as a text, everything else as JSON. */
export const textOf = (value: JsonValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)

/** The text of an urlencoded form; fields that say how they are written are written so. */
export const formTextOf = (value: JsonObject, { hint, styles }: BodyContentPlan): string =>
  Object.entries(value)
    .flatMap(([name, member]): string[][] => {
      const style = styles.find((each) => each.name === name)
      if (style === undefined || typeof member !== 'object' || member === null)
        return pairsOf({ [name]: member }, hint).map((pair) => pair.map(encoded))
      const source = sourceOfField(style, Array.isArray(member))
      return pairsOfParameter({ wireName: name, source }, member, encoded)
    })
    .map(([name = '', text = '']) => `${name}=${text}`)
    .join('&')

const sourceOfField = ({ style, explode }: FieldStylePlan, isList: boolean): Source => {
  const separator = style === 'spaceDelimited' ? ' ' : style === 'pipeDelimited' ? '|' : ','
  const none = { index: 0, separator, hint: 'string' } as const
  if (isList) return { kind: 'list', explode, isHeader: false, ...none }
  if (style === 'deepObject') return { kind: 'deepObject', hint: 'string' }
  if (explode) return { kind: 'exploded', names: [], taken: null, hint: 'string' }
  return { kind: 'listed', between: ',', place: 'query', ...none }
}

/** Members as fields of a form: lists repeat their name, where `hint` does not make one text of them. */
export const pairsOf = (value: JsonObject, hint: HintPlan | null = null): [string, string][] =>
  Object.entries(value).flatMap(([name, member]): [string, string][] => {
    const field = fieldHint(hint, name)
    if (!Array.isArray(member)) return [[name, textOf(member)]]
    if (typeof field === 'object' && 'items' in field && field.separator !== undefined)
      return [[name, itemText(member, field)]]
    const item = typeof field === 'object' && 'items' in field ? field.items : 'string'
    return member.map((each: JsonValue) => [name, itemText(each, item)])
  })

const fieldHint = (hint: HintPlan | null, name: string): HintPlan =>
  hint !== null && typeof hint === 'object' && 'fields' in hint && Object.hasOwn(hint.fields, name)
    ? (hint.fields[name] ?? 'string')
    : 'string'

/** `name[member][0][inner]`; lists of scalars repeat their key. */
const deepPairs = (key: string, value: JsonValue): [string, string][] => {
  if (Array.isArray(value))
    return value.flatMap((item: JsonValue, i) =>
      deepPairs(typeof item === 'object' && item !== null ? `${key}[${i}]` : key, item),
    )
  if (!isObject(value)) return [[key, textOf(value)]]
  return Object.entries(value).flatMap(([name, member]) => deepPairs(`${key}[${name}]`, member))
}

const separators = { ',': ',', ' ': '%20', '\t': '%09', '|': '%7C' } as const

/** A list in a list is parted as its hint says. */
const itemText = (value: JsonValue, hint: HintPlan): string =>
  Array.isArray(value) && typeof hint === 'object' && 'items' in hint
    ? value.map((item: JsonValue) => itemText(item, hint.items)).join(hint.separator ?? ',')
    : textOf(value)

/** Name and text of each pair that carries a value; separators are not escaped, what they separate is. */
const pairsOfParameter = (
  { wireName, source }: Pick<ParameterPlan, 'wireName' | 'source'>,
  value: JsonValue,
  escaped: Escape,
): string[][] => {
  const name = escaped(wireName)
  if (source.kind === 'wholeQuery')
    return [[name, escaped(source.hint === 'json' ? JSON.stringify(value) : textOf(value))]]
  if (source.kind === 'cookie') return cookiesOf(wireName, source, value)
  if (source.kind === 'deepObject' && isObject(value)) {
    return deepPairs(wireName, value).map(([key, text]) => [escaped(key), escaped(text)])
  }
  if (source.kind === 'exploded' && isObject(value)) {
    return pairsOf(value).map(([key, text]) => [escaped(key), escaped(text)])
  }
  if (source.kind === 'listed' && isObject(value)) {
    const separator = separators[source.separator]
    return [[name, joined(value, source.between === '=' ? '=' : separator, separator, escaped)]]
  }
  if (source.kind === 'list' && Array.isArray(value)) {
    const items = value.map((item) => escaped(itemText(item, source.hint)))
    return source.explode
      ? items.map((item) => [name, item])
      : [[name, items.join(separators[source.separator])]]
  }
  if (source.kind === 'styled') return [[name, styledText(wireName, source, value)]]
  return [[name, escaped(textOf(value))]]
}

const cookiesOf = (
  name: string,
  { style, explode }: Extract<Source, { kind: 'cookie' }>,
  value: JsonValue,
): string[][] => {
  const escaped = style === 'form' ? encoded : asIs
  if (isObject(value))
    return explode
      ? pairsOf(value).map(([key, text]) => [key, escaped(text)])
      : [[name, joined(value, ',', ',', escaped)]]
  if (!Array.isArray(value)) return [[name, escaped(textOf(value))]]
  const items = value.map((item: JsonValue) => escaped(textOf(item)))
  return explode ? items.map((item) => [name, item]) : [[name, items.join(',')]]
}

const joined = (value: JsonObject, between: string, separator: string, escaped: Escape): string =>
  pairsOf(value)
    .map(([key, text]) => `${escaped(key)}${between}${escaped(text)}`)
    .join(separator)

const styledText = (
  name: string,
  { style, explode }: Extract<Source, { kind: 'styled' }>,
  value: JsonValue,
): string => {
  const mark = { simple: ',', label: '.', matrix: ';' }[style]
  if (style === 'simple')
    return isObject(value)
      ? joined(value, explode ? '=' : ',', mark, encoded)
      : encoded(textOf(value))
  const prefix = style === 'label' ? mark : `${mark}${encoded(name)}=`
  if (isObject(value)) {
    return explode
      ? `${mark}${joined(value, '=', mark, encoded)}`
      : `${prefix}${joined(value, ',', ',', encoded)}`
  }
  if (!Array.isArray(value)) return `${prefix}${encoded(textOf(value))}`
  const items = value.map((item) => encoded(textOf(item)))
  return explode ? items.map((item) => `${prefix}${item}`).join('') : `${prefix}${items.join(',')}`
}

/** What separates the parts of a test's form. */
export const multipartBoundary = 'nexus-part'

/** The text of a form (RFC 7578), null for a value that is none. */
export const multipartText = (
  api: Api,
  value: JsonValue,
  { parts, hint, lists }: BodyContentPlan,
): string | null => {
  if (!isObject(value)) return null
  const lines = Object.entries(value).flatMap(([name, member]) => {
    const part = parts.find((each) => each.name === name)
    if (Object.hasOwn(lists, name))
      return pairsOf({ [name]: member }, hint).map(([, text]) => partText(api, name, part, text))
    const items = part?.list && Array.isArray(member) ? member : [member]
    return items.map((item: JsonValue) => partText(api, name, part, item))
  })
  return `${lines.join('')}--${multipartBoundary}--\r\n`
}

/** The text of parts without names (RFC 2046, 5.1), null for a value that is no list. */
export const partListText = (
  api: Api,
  value: JsonValue,
  { parts, otherParts: { rest } }: BodyContentPlan,
): string | null => {
  if (!Array.isArray(value)) return null
  const others = rest === null || rest === 'refused' ? undefined : rest
  const texts = value.map((item: JsonValue, i) => contentText(api, parts[i] ?? others, item))
  return `${texts.map((text) => `--${multipartBoundary}\r\n${text}`).join('')}--${multipartBoundary}--\r\n`
}

const partText = (api: Api, name: string, part: PartPlan | undefined, value: JsonValue): string => {
  const quoted = name.replace(/["\r\n]/g, (each) => encodeURIComponent(each))
  const file = part?.kind === 'file' ? '; filename="sample"' : ''
  return `--${multipartBoundary}\r\nContent-Disposition: form-data; name="${quoted}"${file}\r\n${contentText(api, part, value)}`
}

const contentText = (api: Api, part: PartPlan | undefined, value: JsonValue): string => {
  const type = part?.types[0]?.replace('*', 'plain') ?? typeOfKind[part?.kind ?? 'text']
  const text = part?.kind === 'json' ? JSON.stringify(value) : textOf(value)
  return `Content-Type: ${type}\r\n${headerLines(api, part?.headers ?? null)}\r\n${text}\r\n`
}

const headerLines = (api: Api, headers: PartHeadersPlan | null): string => {
  const sample = headers === null ? null : sampleOf(api, headers.schema)
  if (headers === null || sample === null || !isObject(sample.value)) return ''
  const { hint, exploded } = headers
  const hints = typeof hint === 'object' && 'fields' in hint ? hint.fields : {}
  const lines = Object.entries(sample.value).map(([name, value]) => {
    const between = exploded.includes(name) ? '=' : ','
    const text =
      hints[name] === 'json' ? JSON.stringify(value) : headerText(value as JsonValue, between)
    return `${name}: ${text}\r\n`
  })
  return lines.join('')
}

/** A value in style `simple`. */
const headerText = (value: JsonValue, between: ',' | '='): string => {
  if (Array.isArray(value)) return value.map(textOf).join(',')
  if (!isObject(value)) return textOf(value)
  return Object.entries(value)
    .map(([name, each]) => `${name}${between}${textOf(each as JsonValue)}`)
    .join(',')
}

const typeOfKind = {
  text: 'text/plain',
  json: 'application/json',
  file: 'application/octet-stream',
}
