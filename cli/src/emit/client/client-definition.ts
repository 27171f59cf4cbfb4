// Owns what a client knows of an operation at run time: where it is, how its parts are written, and which answers
// come piece by piece.

import { isSequence } from '../../ir/media-types.js'
import type {
  BodyContentPlan,
  EventPlan,
  OperationPlan,
  ParameterPlan,
  PartPlan,
  ReplyPlan,
} from '../../ir/plan/api.js'
import type { DocumentDigits } from '../../ir/plan/digits.js'
import { Code, code, join, json, literalKey, str } from '../code/code.js'
import { digitsMember } from './client-digits.js'

/** The definition of an operation, as an object literal; members that say nothing are left out. */
export const definition = (operation: OperationPlan, digits?: DocumentDigits): Code => {
  const { id, method, path, security, replies } = operation
  const alternatives = security.map((uses) => listOf(uses.map(({ scheme }) => str(scheme))))
  const accept = [
    ...new Set(replies.flatMap(({ contents }) => contents.map(({ mediaType }) => mediaType))),
  ]
  return code`{
  id: ${str(id)},
  method: ${str(method)},
  path: ${str(path)},
  ${[
    ...optional('parameters', parameterRows(operation)),
    ...bodyMembers(operation.body),
    ...optional('security', alternatives),
    ...optional('accept', accept.map(str)),
    ...optional('streams', replies.flatMap(streamsOf)),
    ...optional('partLists', replies.flatMap(partListsOf)),
    ...digitsMember(operation, digits),
    ...optional('headers', replies.flatMap(headersOf)),
    code`replies: ${listOf(replies.map(({ status }) => str(status)))},`,
  ]}
}`
}

const listOf = (items: readonly Code[]): Code => code`[${join(items, ', ')}]`

const optional = (name: string, items: readonly Code[]): Code[] =>
  items.length === 0 ? [] : [code`${Code.of(name)}: ${listOf(items)},`]

const parameterRows = ({ parameters, styles }: OperationPlan): Code[] =>
  parameters.map(({ wireName, place, source }: ParameterPlan) => {
    const own = styles.find((style) => style.name === wireName && style.place === place)
    const style = jsonStyle(source) ?? own?.style ?? (place === 'path' ? 'simple' : 'form')
    const explode = own?.explode ?? explodes(source, place)
    const nested = own === undefined || own.nested === '' ? [] : [str(own.nested)]
    const reserved = own?.allowReserved === true || nested.length > 0
    const rest = reserved ? [Code.of(String(own?.allowReserved === true)), ...nested] : []
    const row = [str(place), str(wireName), str(style), Code.of(String(explode)), ...rest]
    return code`[${join(row, ', ')}]`
  })

/** What is written as its media type says, or as it is. */
const jsonStyle = (source: ParameterPlan['source']): string | null => {
  if (source.kind === 'text' && source.hint === 'json') return 'json'
  if (source.kind === 'wholeQuery') return source.hint === 'json' ? 'queryJson' : 'queryText'
  return source.kind === 'cookie' ? source.style : null
}

/** Of parameters whose style is not written down apart: the reader knows. */
const explodes = (source: ParameterPlan['source'], place: ParameterPlan['place']): boolean => {
  if (source.kind === 'list') return source.explode
  if (source.kind === 'listed') return source.between === '='
  if (source.kind === 'styled' || source.kind === 'cookie') return source.explode
  return place === 'query' || place === 'cookie'
}

const bodyMembers = (body: OperationPlan['body']): Code[] => {
  if (body === null) return []
  const parts = body.contents.find(({ form }) => form === 'multipart')?.parts ?? []
  const kinds = parts
    .filter(({ kind, types }) => kind !== 'text' || types.length > 0)
    .map(({ name, kind, types }) => {
      const type = types[0]?.includes('*') === false ? code`, ${str(types[0])}` : code``
      return code`${literalKey(name)}: [${str(kind)}${type}]`
    })
  const list = body.contents.find(({ form }) => form === 'parts')
  const items = list === undefined ? [] : allParts(list)
  return [
    ...(body.contents.length === 0
      ? [code`body: [],`]
      : optional(
          'body',
          body.contents.map(({ mediaType }) => str(mediaType)),
        )),
    ...(kinds.length === 0 ? [] : [code`parts: { ${join(kinds, ', ')} },`]),
    ...(items.length === 0 ? [] : [code`items: { ${join(items.map(itemRow), ', ')} },`]),
    ...partHeadersMember([...parts, ...items]),
    ...listsMember(body),
    ...fieldsMember(body),
  ]
}

/** The parts of a body; those of a list that stand behind all that have a position of their own are `*`. */
export const allParts = ({ form, parts, otherParts: { rest } }: BodyContentPlan): PartPlan[] =>
  form === 'parts' && rest !== null && rest !== 'refused'
    ? [...parts, { ...rest, name: '*' }]
    : [...parts]

const itemRow = ({ name, kind, types: [type] }: PartPlan): Code => {
  const named = type === undefined || type.includes('*') ? code`` : code`, ${str(type)}`
  return code`${literalKey(name)}: [${str(kind)}${named}]`
}

/** Headers of parts, as parameters are written. */
const partHeadersMember = (parts: readonly PartPlan[]): Code[] => {
  const rows = parts.flatMap(({ name, headers }) => {
    if (headers === null || typeof headers.hint === 'string' || !('fields' in headers.hint))
      return []
    const own = Object.entries(headers.hint.fields).map(([header, hint]) => {
      const style = hint === 'json' ? 'json' : 'form'
      const explode = Code.of(String(headers.exploded.includes(header)))
      return code`[${str('header')}, ${str(header)}, ${str(style)}, ${explode}]`
    })
    return [code`${literalKey(name)}: ${listOf(own)}`]
  })
  return rows.length === 0 ? [] : [code`partHeaders: { ${join(rows, ', ')} },`]
}

/** Fields of forms whose lists are not parts of one name: what parts their lists, outermost first. */
const listsMember = ({ contents }: NonNullable<OperationPlan['body']>): Code[] => {
  const lists = new Map(contents.flatMap(({ lists }) => Object.entries(lists)))
  const rows = [...lists].map(([name, separators]) => code`${literalKey(name)}: ${str(separators)}`)
  return rows.length === 0 ? [] : [code`lists: { ${join(rows, ', ')} },`]
}

/** Fields of forms that say how they are written. */
const fieldsMember = ({ contents }: NonNullable<OperationPlan['body']>): Code[] => {
  const rows = contents.flatMap(({ styles }) =>
    styles.map(
      ({ name, style, explode }) =>
        code`${literalKey(name)}: [${str(style)}, ${Code.of(String(explode))}]`,
    ),
  )
  return rows.length === 0 ? [] : [code`fields: { ${join(rows, ', ')} },`]
}

/** Status, name, what its text means, and whether members are written `name=value`. */
const headersOf = ({ status, headers }: ReplyPlan): Code[] =>
  readableHeaders(headers).map(({ name, hint, write }) => {
    const explode = write?.style === 'exploded' ? code`, true` : code``
    return code`[${str(status)}, ${str(name)}, ${json(hint)}${explode}]`
  })

/** Headers of answers that a client may read: fetch shows no cookies (Fetch, 2.2.2). */
export const readableHeaders = (headers: ReplyPlan['headers']): ReplyPlan['headers'] =>
  headers.filter(({ name }) => name !== 'set-cookie')

/** Status, media type, and what the pieces are. */
const streamsOf = ({ status, contents }: ReplyPlan): Code[] =>
  contents.flatMap(({ mediaType, form, write, events }) => {
    if (form !== 'events' && form !== 'lines') return []
    if (events.length > 0)
      return [code`[${str(status)}, ${str(mediaType)}, ${namedStream(events)}]`]
    const items = isSequence(mediaType) ? 'records' : 'lines'
    const kind = form === 'lines' ? items : write === null ? 'texts' : 'events'
    return [code`[${str(status)}, ${str(mediaType)}, ${str(kind)}]`]
  })

/** Status, media type, kinds of parts by their positions, and whether they are read one by one. */
const partListsOf = ({ status, contents }: ReplyPlan): Code[] =>
  contents.flatMap(({ mediaType, parts }) => {
    if (parts === undefined) return []
    const named = parts.places.map((part, i) => [String(i), part] as const)
    const all = parts.rest === null ? named : [...named, ['*', parts.rest] as const]
    const rows = all.map(
      ([name, part]) => code`${literalKey(name)}: ${str(part.isScalar ? 'json' : part.kind)}`,
    )
    const each = parts.isSequence ? [code`true`] : []
    return [
      code`[${join([str(status), str(mediaType), code`{ ${join(rows, ', ')} }`, ...each], ', ')}]`,
    ]
  })

/** Of events with names: whether the data of each is JSON; `*` stands for every name that has no kind of its own. */
const namedStream = (events: readonly EventPlan[]): Code => {
  if (events.every(({ write }) => write !== null)) return str('events')
  const rows = events.flatMap(({ names, write }) =>
    (names ?? ['*']).map((name) => code`${literalKey(name)}: ${Code.of(String(write !== null))}`),
  )
  return code`'named', { ${join(rows, ', ')} }`
}
