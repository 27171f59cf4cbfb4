// Owns finding the objects of a document that no reader had a reason to look at: what only describes, and
// components that nothing uses. The ledger accounts for them too.

import { child } from '../diagnostics/pointer.js'
import type { ReadObject } from '../ir/api.js'
import { isObject } from '../ir/json-values.js'
import type { SpecObject } from '../ir/keywords.js'
import type { JsonValue } from '../ir/schema.js'

/** What stands under a key: one object, a list or a map of them, or a map of maps. */
interface Child {
  readonly object: SpecObject
  readonly as: 'one' | 'list' | 'map' | 'maps'
}

const under = (as: Child['as'], object: SpecObject, keys: string): Record<string, Child> =>
  Object.fromEntries(keys.split(' ').map((key) => [key, { object, as }]))

const docs = under('one', 'External Documentation', 'externalDocs')
const servers = under('list', 'Server', 'servers')
const content = under('map', 'Media Type', 'content')
const examples = under('map', 'Example', 'examples')
const methods = 'get put post delete options head patch trace query'

/** Objects by the objects that they stand in (OpenAPI 3.2, 4.1 to 4.30). */
const children: { readonly [name in SpecObject]?: Readonly<Record<string, Child>> } = {
  OpenAPI: {
    ...docs,
    ...servers,
    ...under('one', 'Info', 'info'),
    ...under('list', 'Tag', 'tags'),
    ...under('one', 'Components', 'components'),
    ...under('map', 'Path Item', 'paths webhooks'),
  },
  Info: { ...under('one', 'Contact', 'contact'), ...under('one', 'License', 'license') },
  Server: under('map', 'Server Variable', 'variables'),
  Components: {
    ...examples,
    ...under('map', 'Schema', 'schemas'),
    ...under('map', 'Response', 'responses'),
    ...under('map', 'Parameter', 'parameters'),
    ...under('map', 'Request Body', 'requestBodies'),
    ...under('map', 'Header', 'headers'),
    ...under('map', 'Security Scheme', 'securitySchemes'),
    ...under('map', 'Link', 'links'),
    ...under('maps', 'Path Item', 'callbacks'),
    ...under('map', 'Path Item', 'pathItems'),
    ...under('map', 'Media Type', 'mediaTypes'),
  },
  'Path Item': {
    ...servers,
    ...under('list', 'Parameter', 'parameters'),
    ...under('one', 'Operation', methods),
    ...under('map', 'Operation', 'additionalOperations'),
  },
  Operation: {
    ...docs,
    ...servers,
    ...under('list', 'Parameter', 'parameters'),
    ...under('one', 'Request Body', 'requestBody'),
    ...under('map', 'Response', 'responses'),
    ...under('maps', 'Path Item', 'callbacks'),
  },
  Parameter: { ...content, ...examples, ...under('one', 'Schema', 'schema') },
  Header: { ...content, ...examples, ...under('one', 'Schema', 'schema') },
  'Request Body': content,
  'Media Type': {
    ...examples,
    ...under('one', 'Schema', 'schema itemSchema'),
    ...under('map', 'Encoding', 'encoding'),
    ...under('list', 'Encoding', 'prefixEncoding'),
    ...under('one', 'Encoding', 'itemEncoding'),
  },
  Encoding: under('map', 'Header', 'headers'),
  Response: {
    ...content,
    ...under('map', 'Header', 'headers'),
    ...under('map', 'Link', 'links'),
  },
  Link: under('one', 'Server', 'server'),
  Tag: docs,
  'Security Scheme': under('one', 'OAuth Flows', 'flows'),
  'OAuth Flows': under(
    'one',
    'OAuth Flow',
    'implicit password clientCredentials authorizationCode deviceAuthorization',
  ),
  Swagger: {
    ...docs,
    ...under('one', 'Info', 'info'),
    ...under('list', 'Tag', 'tags'),
    ...under('map', 'Swagger Path Item', 'paths'),
    ...under('map', 'Schema', 'definitions'),
    ...under('map', 'Swagger Parameter', 'parameters'),
    ...under('map', 'Swagger Response', 'responses'),
    ...under('map', 'Swagger Security Scheme', 'securityDefinitions'),
  },
  'Swagger Path Item': {
    ...under('list', 'Swagger Parameter', 'parameters'),
    ...under('one', 'Swagger Operation', 'get put post delete options head patch'),
  },
  'Swagger Operation': {
    ...docs,
    ...under('list', 'Swagger Parameter', 'parameters'),
    ...under('map', 'Swagger Response', 'responses'),
  },
  'Swagger Parameter': {
    ...under('one', 'Schema', 'schema'),
    ...under('one', 'Swagger Items', 'items'),
  },
  'Swagger Items': under('one', 'Swagger Items', 'items'),
  'Swagger Response': {
    ...under('one', 'Schema', 'schema'),
    ...under('map', 'Swagger Header', 'headers'),
  },
  'Swagger Header': under('one', 'Swagger Items', 'items'),
  Schema: {
    ...docs,
    ...under('one', 'XML', 'xml'),
    ...under('one', 'Discriminator', 'discriminator'),
    ...under('map', 'Schema', 'properties patternProperties dependentSchemas $defs definitions'),
    ...under('list', 'Schema', 'allOf anyOf oneOf prefixItems'),
    ...under('one', 'Schema', 'items additionalProperties not if then else contains propertyNames'),
    ...under('one', 'Schema', 'unevaluatedItems unevaluatedProperties contentSchema'),
  },
}

/** The objects that were read, and below them those that were not. */
export const withUnread = (read: readonly ReadObject[]): readonly ReadObject[] => {
  const all = new Map(read.map((each) => [placeOf(each), each]))
  // What is added is looked into as well: a Map goes on with what comes while it is walked.
  for (const each of all.values())
    for (const found of childrenOf(each)) {
      const place = placeOf(found)
      if (!all.has(place)) all.set(place, found)
    }
  return [...all.values()]
}

const placeOf = ({ file, pointer }: ReadObject): string => `${file}#${pointer}`

function* childrenOf({ object, file, pointer, value }: ReadObject): Generator<ReadObject> {
  for (const [key, { object: kind, as }] of Object.entries(children[object] ?? {})) {
    const found = Object.hasOwn(value, key) ? value[key] : undefined
    const place = child(pointer, key)
    if (as === 'one') yield* objectAt(kind, file, place, found)
    else yield* objectsIn(kind, file, place, found, as === 'maps' ? 2 : 1)
  }
}

function* objectsIn(
  kind: SpecObject,
  file: string,
  pointer: string,
  found: JsonValue | undefined,
  levels: number,
): Generator<ReadObject> {
  if (typeof found !== 'object' || found === null) return
  for (const [key, value] of Object.entries(found as { readonly [key: string]: JsonValue })) {
    if (key.startsWith('x-') && extended.has(kind)) continue
    const place = child(pointer, key)
    if (levels > 1 && !isReference(value)) yield* objectsIn(kind, file, place, value, levels - 1)
    else yield* objectAt(kind, file, place, value)
  }
}

function* objectAt(
  kind: SpecObject,
  file: string,
  pointer: string,
  found: JsonValue | undefined,
): Generator<ReadObject> {
  if (!isObject(found)) return
  const object = isReference(found) && !keepsReference.has(kind) ? 'Reference' : kind
  yield { object, file, pointer, value: found }
}

/** What stands in objects that may be extended, which paths, callbacks and responses are (3.1, 4.9); maps may not. */
const extended: ReadonlySet<SpecObject> = new Set([
  'Path Item',
  'Response',
  'Swagger Path Item',
  'Swagger Response',
])

/** Objects whose `$ref` is a keyword among theirs. */
const keepsReference: ReadonlySet<SpecObject> = new Set([
  'Schema',
  'Path Item',
  'Swagger Path Item',
])

const isReference = (value: JsonValue | undefined): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '$ref')
