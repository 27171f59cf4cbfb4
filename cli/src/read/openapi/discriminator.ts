// Owns the Discriminator Object: its mapping, explicit and implied.

import { lastToken } from '../../diagnostics/pointer.js'
import { nearest } from '../../diagnostics/suggest.js'
import type { Discriminator, SchemaId } from '../../ir/schema.js'
import { checkKeys, objectKey, type Shape, stringKey, wrongType } from './keys.js'
import {
  at,
  isArrayNode,
  isObjectNode,
  items,
  member,
  members,
  type Node,
  type ObjectNode,
} from './node.js'
import type { Reader } from './reader.js'
import { isReference, step, stepTo } from './reference.js'
import { schemaAt } from './schema-at.js'

const shape: Shape = {
  name: 'Discriminator',
  required: ['propertyName'],
}

/** The discriminator of a schema, null when it has none. */
export const readDiscriminator = (reader: Reader, schema: ObjectNode): Discriminator | null => {
  const node = objectKey(reader, schema, 'discriminator')
  if (node === null) return null
  checkKeys(reader, node, shape)
  const propertyName = stringKey(reader, node, 'propertyName')
  if (propertyName === null) return null
  const mapping = new Map<string, SchemaId>()
  const explicit = explicitMapping(reader, node)
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
    at: at(node),
  }
}

type Mapping = readonly (readonly [string, SchemaId])[]

const explicitMapping = (reader: Reader, node: ObjectNode): Mapping =>
  mappingOf(reader, node).flatMap(([value, target]) => {
    if (typeof target.value !== 'string') {
      wrongType(reader, target, '`mapping` must hold schema names or references')
      return []
    }
    const found = mappingTarget(reader, target, target.value)
    return found === null ? [] : [[value, found] as const]
  })

const mappingOf = (reader: Reader, node: ObjectNode): readonly (readonly [string, Node])[] => {
  const mapping = objectKey(reader, node, 'mapping')
  return mapping === null ? [] : members(mapping)
}

// A mapping value is a component's name or a reference (OpenAPI 3.1, 4.8.25).
const mappingTarget = (reader: Reader, node: Node, text: string): SchemaId | null => {
  const names = componentSchemas(reader).map(([name]) => name)
  if (!names.includes(text) && /^[A-Za-z0-9_-]+$/.test(text)) {
    const meant = nearest(text, names)
    reader.report('NX2010', {
      message: `\`mapping\` names \`${text}\`, which \`components.schemas\` does not have`,
      at: at(node),
      ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
    })
    return null
  }
  const $ref = names.includes(text) ? `#/components/schemas/${text}` : text
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
const heirs = (reader: Reader, schema: ObjectNode): Mapping =>
  componentSchemas(reader).flatMap(([name, node]) => {
    const isSelf = node.file === schema.file && node.pointer === schema.pointer
    return isSelf || extendsSchema(reader, node, schema)
      ? [[name, schemaAt(reader, node)] as const]
      : []
  })

const extendsSchema = (reader: Reader, node: Node, base: ObjectNode): boolean => {
  const allOf = isObjectNode(node) ? member(node, 'allOf') : null
  if (allOf === null || !isArrayNode(allOf)) return false
  return items(allOf).some((item) => {
    if (!isReference(item)) return false
    const target = step(reader, item)
    return target !== null && target.file === base.file && target.pointer === base.pointer
  })
}

const componentSchemas = (reader: Reader): readonly (readonly [string, Node])[] => {
  const { root } = reader.document
  const node: Node = { value: root.root, file: root.file, pointer: '' }
  const components = isObjectNode(node) ? holderOf(reader, node) : null
  const key = reader.version === '2.0' ? 'definitions' : 'schemas'
  const schemas = components !== null && isObjectNode(components) ? member(components, key) : null
  return schemas !== null && isObjectNode(schemas) ? members(schemas) : []
}

const holderOf = (reader: Reader, root: ObjectNode): Node | null =>
  reader.version === '2.0' ? root : member(root, 'components')
