// Owns the Discriminator Object: its mapping, explicit and implied.

import type { Code } from '../../../diagnostics/codes.js'
import type { Diagnostic } from '../../../diagnostics/diagnostic.js'
import { lastToken } from '../../../diagnostics/pointer.js'
import { suggestionsFrom } from '../../../diagnostics/suggest.js'
import type { Discriminator, SchemaId } from '../../../ir/schema.js'
import { checkKeys, objectKey, type Shape, stringKey, wrongType } from '../keys.js'
import {
  at,
  isArrayNode,
  isObjectNode,
  items,
  member,
  members,
  type Node,
  type ObjectNode,
} from '../node.js'
import type { Reader } from '../reader.js'
import { isReference, step, stepTo } from '../reference.js'
import { schemaAt } from './schema-at.js'

const shape: Shape = {
  name: 'Discriminator',
  required: ['propertyName'],
  isOpen: true,
}

/** The discriminator of a schema, null when it has none. */
export const readDiscriminator = (reader: Reader, schema: ObjectNode): Discriminator | null => {
  const node = objectKey(reader, schema, 'discriminator')
  if (node === null) return null
  // That of 2.0 is a name, which has no keywords.
  if (reader.version !== '2.0') checkKeys(reader, node, shape)
  const propertyName = stringKey(reader, node, 'propertyName')
  if (propertyName === null) return null
  const mapping = new Map<string, SchemaId>()
  const explicit = explicitMapping(reader, node)
  if (explicit === null) {
    reader.note(schema, 'Schema', 'discriminator', 'leadsNowhere')
    return null
  }
  const mapped = new Set(explicit.map(([, target]) => target))
  // An implied name gives way to an explicit one for the same branch or the same value.
  for (const [value, target] of impliedMapping(reader, schema)) {
    if (!mapped.has(target)) mapping.set(value, target)
  }
  for (const [value, target] of explicit) mapping.set(value, target)
  const sorted = [...mapping].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
  return {
    propertyName,
    mapping: sorted.map(([value, target]) => ({ value, schema: target })),
    fallback: fallbackOf(reader, node),
    at: at(node),
  }
}

const fallbackOf = (reader: Reader, node: ObjectNode): SchemaId | null => {
  const found = member(node, 'defaultMapping')
  const text = stringKey(reader, node, 'defaultMapping')
  return found === null || text === null ? null : mappingTarget(reader, found, text)
}

type Mapping = readonly (readonly [string, SchemaId])[]

/** Null when a value leads nowhere: the union has to be decided without it. */
const explicitMapping = (reader: Reader, node: ObjectNode): Mapping | null => {
  const mapping: (readonly [string, SchemaId])[] = []
  let isWhole = true
  for (const [value, target] of mappingOf(reader, node)) {
    const text = target.value
    if (typeof text !== 'string') {
      wrongType(reader, target, '`mapping` must hold schema names or references')
      continue
    }
    const { value: found, reported } = reader.tentatively(() => mappingTarget(reader, target, text))
    if (found !== null) mapping.push([value, found])
    if (found === null && isMiss(reported)) {
      tellMiss(reader, target, text, reported)
      isWhole = false
    } else for (const each of reported) reader.add(each)
  }
  return isWhole ? mapping : null
}

const misses: readonly Code[] = ['NX1001', 'NX2010', 'NX2012']

// What a reference may not read stays an error: the user decides there.
const isMiss = (reported: readonly Diagnostic[]): boolean =>
  reported.length > 0 && reported.every(({ code }) => misses.some((miss) => miss === code))

const tellMiss = (
  reader: Reader,
  node: Node,
  text: string,
  [first]: readonly Diagnostic[],
): void => {
  const meant = first?.help?.startsWith('did you mean') ? { help: first.help } : {}
  const message = `the discriminator is left out: \`${text}\` in its \`mapping\` leads nowhere`
  reader.report('NX2055', { message, at: at(node), ...meant })
}

const mappingOf = (reader: Reader, node: ObjectNode): readonly (readonly [string, Node])[] => {
  const mapping = objectKey(reader, node, 'mapping')
  return mapping === null ? [] : members(mapping)
}

// A mapping value is a component's name or a reference (OpenAPI 3.1, 4.8.25).
const mappingTarget = (reader: Reader, node: Node, text: string): SchemaId | null => {
  const { byName, nearest } = componentSchemas(reader)
  if (!byName.has(text) && /^[A-Za-z0-9_-]+$/.test(text)) {
    const meant = nearest(text)
    reader.report('NX2010', {
      message: `\`discriminator\` names \`${text}\`, which \`components.schemas\` does not have`,
      at: at(node),
      ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
    })
    return null
  }
  const $ref = byName.has(text) ? `#/components/schemas/${text}` : text
  const target = stepTo(reader, node, $ref)
  return target === null ? null : schemaAt(reader, target)
}

const impliedMapping = (reader: Reader, schema: ObjectNode): Mapping => {
  const union = [member(schema, 'oneOf'), member(schema, 'anyOf')].find((each) => each !== null)
  if (union !== undefined && union !== null)
    return isArrayNode(union) ? branches(reader, items(union)) : []
  return heirs(reader, schema)
}

const branches = (reader: Reader, nodes: readonly Node[]): Mapping =>
  nodes.flatMap((node) => {
    if (!isReference(node) || typeof node.value.$ref !== 'string') return []
    return [[nameOfReference(node.value.$ref), schemaAt(reader, node)] as const]
  })

const nameOfReference = (ref: string): string => {
  const [path = '', fragment = ''] = ref.split('#')
  if (fragment !== '') return lastToken(fragment)
  return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
}

// Without a union, the branches are the components that extend this schema through `allOf`.
const heirs = (reader: Reader, schema: ObjectNode): Mapping => {
  const { byName, heirs: known } = componentSchemas(reader)
  const names = known.get(placeOf(schema)) ?? []
  return names.flatMap((name) => {
    const node = byName.get(name)
    return node === undefined ? [] : [[name, schemaAt(reader, node)] as const]
  })
}

const placeOf = ({ file, pointer }: Node): string => `${file}#${pointer}`

/** What discriminators ask of the components: found once for a document, as each of thousands may ask. */
interface Components {
  /** The name that a misspelt one means. */
  readonly nearest: (name: string) => string | null
  readonly byName: ReadonlyMap<string, Node>
  /** Names of what extends a schema, and of the schema itself, by its place. */
  readonly heirs: ReadonlyMap<string, readonly string[]>
}

const found = new WeakMap<Reader, Components>()

const componentSchemas = (reader: Reader): Components => {
  const known = found.get(reader)
  if (known !== undefined) return known
  const byName = new Map(componentNodes(reader))
  const nearest = suggestionsFrom(byName.keys())
  const components = { nearest, byName, heirs: heirsOf(reader, byName) }
  found.set(reader, components)
  return components
}

const heirsOf = (
  reader: Reader,
  byName: ReadonlyMap<string, Node>,
): ReadonlyMap<string, readonly string[]> => {
  const heirs = new Map<string, string[]>()
  for (const [name, node] of byName) {
    for (const place of new Set([placeOf(node), ...basesOf(reader, node)])) {
      const names = heirs.get(place)
      if (names === undefined) heirs.set(place, [name])
      else names.push(name)
    }
  }
  return heirs
}

/** Places of the schemas that a schema extends. */
const basesOf = (reader: Reader, node: Node): readonly string[] => {
  const allOf = isObjectNode(node) ? member(node, 'allOf') : null
  if (allOf === null || !isArrayNode(allOf)) return []
  return items(allOf).flatMap((item) => {
    const target = isReference(item) ? step(reader, item) : null
    return target === null ? [] : [placeOf(target)]
  })
}

const componentNodes = (reader: Reader): readonly (readonly [string, Node])[] => {
  const { root } = reader.document
  const node: Node = { value: root.root, file: root.file, pointer: '' }
  const components = isObjectNode(node) ? holderOf(reader, node) : null
  const key = reader.version === '2.0' ? 'definitions' : 'schemas'
  const schemas = components !== null && isObjectNode(components) ? member(components, key) : null
  return schemas !== null && isObjectNode(schemas) ? members(schemas) : []
}

const holderOf = (reader: Reader, root: ObjectNode): Node | null =>
  reader.version === '2.0' ? root : member(root, 'components')
