// Owns which inline schemas share one validator and one writer: those of equal content. Each place keeps
// a type of its own name, so that a further place with the same content renames nothing.

import type { Api } from '../../ir/api.js'
import type { MediaType, Operation } from '../../ir/operation.js'
import type { Discriminator, Schema, SchemaId } from '../../ir/schema.js'
import { childrenOf, mapChildren } from '../../ir/schema-children.js'
import { digestOf } from '../names/names.js'
import { schemaOf } from './graph.js'

/** Smaller schemas are printed where they stand: a module of their own would be longer. */
const nodesMin = 5

/** A document in which schemas of equal content have become one. */
export interface Shared {
  readonly api: Api
  /** Inline units that are another unit now: a shared shape, or a component that looks the same. */
  readonly aliases: ReadonlyMap<SchemaId, SchemaId>
}

/** Marks ids of shapes that no place of the document owns; a digest of their content follows. */
export const sharedPrefix = 'shared '

/** Replaces inline units of equal content, and those that look like a component. */
export const shareShapes = (
  api: Api,
  units: ReadonlySet<SchemaId>,
  recursive: ReadonlySet<SchemaId>,
): Shared => {
  const contents = new Contents(api, units, recursive)
  const groups = groupByContent(api, units, contents)
  const aliases = new Map<SchemaId, SchemaId>()
  const models = new Map<SchemaId, SchemaId>()
  const share = (id: SchemaId): void => {
    const group = groups.get(contents.of(id).text)
    if (group === undefined || aliases.has(id)) return
    const { component, inline } = group
    const target = component ?? `${sharedPrefix}${contents.of(id).text}`
    for (const member of inline) aliases.set(member, target)
    if (component === null) models.set(target, id)
    // What stands inside of a shared shape stands inside of every member.
    for (const child of unitsInside(api, units, id)) share(child)
  }
  for (const { inline, component } of groups.values()) {
    const [first] = inline
    if (first === undefined || contents.of(first).nodes < nodesMin) continue
    if (component !== null || inline.length > 1) share(first)
  }
  return { api: rewrite(api, aliases, models), aliases }
}

interface Group {
  component: SchemaId | null
  readonly inline: SchemaId[]
}

const groupByContent = (
  api: Api,
  units: ReadonlySet<SchemaId>,
  contents: Contents,
): Map<string, Group> => {
  const groups = new Map<string, Group>()
  for (const id of [...units].sort()) {
    const { text, isRecursive } = contents.of(id)
    if (isRecursive) continue
    const group = groups.get(text) ?? { component: null, inline: [] }
    groups.set(text, group)
    if (schemaOf(api, id).name === null) group.inline.push(id)
    else group.component ??= id
  }
  return groups
}

/** Inline units below a unit, not looking into components. */
const unitsInside = (api: Api, units: ReadonlySet<SchemaId>, id: SchemaId): SchemaId[] => {
  const found = new Set<SchemaId>()
  const open = [...childrenOf(schemaOf(api, id))]
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    const schema = schemaOf(api, child)
    if (schema.name !== null || found.has(child)) continue
    if (units.has(child)) found.add(child)
    open.push(...childrenOf(schema))
  }
  return [...found]
}

const rewrite = (
  api: Api,
  aliases: ReadonlyMap<SchemaId, SchemaId>,
  models: ReadonlyMap<SchemaId, SchemaId>,
): Api => {
  const to = (id: SchemaId): SchemaId => aliases.get(id) ?? id
  const media = (content: MediaType): MediaType => ({
    ...content,
    schema: content.schema && to(content.schema),
    encoding: content.encoding.map((each) => ({
      ...each,
      headers: each.headers && { ...each.headers, schema: to(each.headers.schema) },
    })),
    events: content.events.map((event) => ({ ...event, data: event.data && to(event.data) })),
  })
  const schemas = new Map<SchemaId, Schema>()
  for (const [id, schema] of api.schemas) schemas.set(id, redirected(schema, aliases))
  for (const [id, model] of models)
    schemas.set(id, { ...redirected(schemaOf(api, model), aliases), id })
  const moved = (operation: Operation): Operation => ({
    ...operation,
    parameters: operation.parameters.map((parameter) => ({
      ...parameter,
      schema: to(parameter.schema),
    })),
    body: operation.body && { ...operation.body, content: operation.body.content.map(media) },
    responses: operation.responses.map((response) => ({
      ...response,
      content: response.content.map(media),
      headers: response.headers.map((header) => ({
        ...header,
        schema: header.schema && to(header.schema),
      })),
    })),
    webSocket: operation.webSocket && {
      ...operation.webSocket,
      receive: operation.webSocket.receive && to(operation.webSocket.receive),
      send: operation.webSocket.send && to(operation.webSocket.send),
    },
  })
  const sent = api.sent.map((each) => ({ ...each, operation: moved(each.operation) }))
  return { ...api, operations: api.operations.map(moved), sent, schemas }
}

/** The schema with other references; itself where nothing changes. */
const redirected = (schema: Schema, aliases: ReadonlyMap<SchemaId, SchemaId>): Schema =>
  childrenOf(schema).some((child) => aliases.has(child))
    ? mapChildren(schema, (id) => aliases.get(id) ?? id)
    : schema

interface Content {
  /** Equal for equal content; a digest. */
  readonly text: string
  readonly nodes: number
  readonly isRecursive: boolean
}

/** Digests of schemas. What only documents a unit as a whole does not count. */
class Contents {
  readonly #known = new Map<SchemaId, Content>()
  constructor(
    readonly api: Api,
    readonly units: ReadonlySet<SchemaId>,
    readonly recursive: ReadonlySet<SchemaId>,
  ) {}

  of(id: SchemaId): Content {
    const known = this.#known.get(id)
    if (known) return known
    const content = this.#compute(id)
    this.#known.set(id, content)
    return content
  }

  #compute(id: SchemaId): Content {
    if (this.recursive.has(id)) return { text: `recursive ${id}`, nodes: 1, isRecursive: true }
    const schema = schemaOf(this.api, id)
    let nodes = 1
    let isRecursive = false
    const sub = (child: SchemaId): string => {
      // A component is equal to itself only: its name is part of what a type says.
      if (schemaOf(this.api, child).name !== null) return `component ${child}`
      const content = this.of(child)
      nodes += content.nodes
      isRecursive ||= content.isRecursive
      return content.text
    }
    const text = digestOf(JSON.stringify(withoutPlace(schema, this.units.has(id), sub)))
    return { text, nodes, isRecursive }
  }
}

/** The schema as a value without its place, with digests for what it refers to. */
const withoutPlace = (schema: Schema, isUnit: boolean, sub: (id: SchemaId) => string): object => {
  const bare: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(mapChildren(schema, sub))) {
    const isEmpty =
      value === null || value === false || (Array.isArray(value) && value.length === 0)
    if (isEmpty && name !== 'boolean' && name !== 'additionalProperties') continue
    if (!unplaced.has(name)) bare[name] = value
  }
  const { discriminator } = schema
  return {
    ...bare,
    ...(isUnit ? {} : { description: schema.description }),
    ...(discriminator === null
      ? {}
      : { tag: discriminator.propertyName, tags: bareMapping(discriminator, sub) }),
  }
}

const bareMapping = (discriminator: Discriminator, sub: (id: SchemaId) => string) => [
  ...discriminator.mapping.map(({ value, schema }) => [value, sub(schema)]),
  ...(discriminator.fallback === null ? [] : [[sub(discriminator.fallback)]]),
]

/** Members that say where a schema stands, or only document it. */
const unplaced = new Set([
  'id',
  'at',
  'name',
  'examples',
  'description',
  'discriminator',
  'contentSchema',
])
