// Owns what an event of a `text/event-stream` is: which names it has, and what its data holds. 3.2 describes whole
// events, documents before it their data (OpenAPI 3.2, 4.14.4).

import type { Api } from '../../ir/api.js'
import { isEvents } from '../../ir/media-types.js'
import type { EventShape, MediaType, Operation } from '../../ir/operation.js'
import type { Schema, SchemaId } from '../../ir/schema.js'

/** The document with the kinds of events that its answers have. */
export const withEvents = (api: Api): Api => {
  const media = (content: MediaType): MediaType =>
    isEvents(content.type) ? { ...content, events: eventsOf(api, content.schema) } : content
  const operation = (each: Operation): Operation =>
    each.responses.some(({ content }) => content.some(({ type }) => isEvents(type)))
      ? {
          ...each,
          responses: each.responses.map((response) => ({
            ...response,
            content: response.content.map(media),
          })),
        }
      : each
  return { ...api, operations: api.operations.map(operation) }
}

const anyText: EventShape = { names: null, data: null, isText: true }

const eventsOf = (api: Api, id: SchemaId | null): readonly EventShape[] => {
  if (id === null) return [anyText]
  const whole = membersOf(api, id, 0)
  const schema = api.schemas.get(id)
  const branches = (schema?.oneOf.length ? schema.oneOf : schema?.anyOf) ?? []
  const kinds = branches.map((branch) => new Map([...whole, ...membersOf(api, branch, 0)]))
  const events = kinds.length > 0 ? kinds : [whole]
  const isWhole = events.every(isOfFields) && events.some((members) => members.has('data'))
  if (!isWhole) return [dataOf(api, id, null)]
  return distinct(events.map((members) => eventOf(api, members)))
}

type Members = ReadonlyMap<string, SchemaId>

/** How deep `allOf` is followed. */
const depthMax = 8

/** Members that a schema declares itself, and those of what it has to be too. */
const membersOf = (
  api: Api,
  id: SchemaId,
  depth: number,
  // The ways to one part are more than anybody could go.
  seen: Set<SchemaId> = new Set(),
): Members => {
  const schema = api.schemas.get(id)
  if (schema === undefined || depth > depthMax || seen.has(id)) return new Map()
  seen.add(id)
  return new Map([
    ...schema.allOf.flatMap((part) => [...membersOf(api, part, depth + 1, seen)]),
    ...schema.properties.map(({ name, schema: member }) => [name, member] as const),
  ])
}

const fields = ['data', 'event', 'id', 'retry']

const isOfFields = (members: Members): boolean =>
  [...members.keys()].every((name) => fields.includes(name))

const eventOf = (api: Api, members: Members): EventShape => {
  const data = members.get('data')
  const names = textsOf(api.schemas.get(members.get('event') ?? ''))
  return data === undefined ? { ...anyText, names } : dataOf(api, data, names)
}

const dataOf = (api: Api, id: SchemaId, names: EventShape['names']): EventShape => {
  const schema = api.schemas.get(id)
  const { contentSchema } = schema ?? {}
  if (contentSchema !== undefined && api.schemas.has(contentSchema))
    return { names, data: contentSchema, isText: false }
  const isText = schema?.types?.length === 1 && schema.types[0] === 'string'
  return { names, data: id, isText }
}

const textsOf = (schema: Schema | undefined): readonly string[] | null => {
  const values = schema?.const == null ? schema?.enum : [schema.const.value]
  const texts = (values ?? []).filter((value) => typeof value === 'string')
  return texts.length === 0 ? null : [...new Set(texts)]
}

// A name says which of several data an event has. Where two kinds share one, nobody could tell: all are one kind.
const distinct = (events: readonly EventShape[]): readonly EventShape[] => {
  const names = events.flatMap((event) => event.names ?? [''])
  if (new Set(names).size === names.length) return events
  const [first = anyText] = events
  const isSame = events.every(({ data, isText }) => data === first.data && isText === first.isText)
  return isSame ? [{ ...first, names: null }] : [{ ...anyText, isText: first.isText }]
}
