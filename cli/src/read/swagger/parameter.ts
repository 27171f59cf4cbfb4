// Owns the Parameter Object of Swagger 2.0: parameters proper, the body, and fields of a form.

import type { Encoding, Parameter } from '../../ir/operation.js'
import type { SchemaId } from '../../ir/schema.js'
import {
  booleanKey,
  checkKeys,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from '../openapi/keys.js'
import { at, atKey, member, type Node, type ObjectNode } from '../openapi/node.js'
import { readAllowEmptyValue } from '../openapi/parameter.js'
import type { Reader } from '../openapi/reader.js'
import { follow } from '../openapi/reference.js'
import { schemaAt } from '../openapi/schema/schema-at.js'
import { readFieldSeparators, readStyle } from './collection-format.js'
import { itemsSchema } from './items.js'

/** The body of a request. */
export interface BodyInput {
  readonly kind: 'body'
  readonly node: ObjectNode
  readonly required: boolean
  readonly description: string | null
  readonly schema: SchemaId
}

/** One field of a form. */
export interface FieldInput {
  readonly kind: 'field'
  readonly node: ObjectNode
  readonly name: string
  readonly required: boolean
  readonly schema: SchemaId
  readonly isFile: boolean
  readonly separators: Encoding['separators']
}

/** What one entry of `parameters` asks for. */
export type Input =
  | { readonly kind: 'parameter'; readonly parameter: Parameter; readonly item: Node }
  | BodyInput
  | FieldInput

const shape: Shape = { name: 'Swagger Parameter', required: ['name', 'in'] }

const places = ['path', 'query', 'header', 'formData', 'body'] as const

/** Reads an entry or a reference to one; null when name, place or type are missing. */
export const readInput = (reader: Reader, item: Node): Input | null => {
  const target = follow(reader, item)
  const node = target === null ? null : objectNode(reader, target, 'a parameter')
  if (node === null) return null
  checkKeys(reader, node, shape)
  const name = stringKey(reader, node, 'name')
  const place = wordKey(reader, node, 'in', places)
  if (name === null || place === null) return null
  const required = booleanKey(reader, node, 'required') ?? false
  if (place === 'body') return readBody(reader, node, required)
  if (member(node, 'type') === null) return missingType(reader, node)
  const schema = itemsSchema(reader, node)
  if (place === 'formData') return readField(reader, node, { name, required, schema })
  const parameter: Parameter = {
    name,
    place,
    at: at(node),
    required,
    deprecated: false,
    description: stringKey(reader, node, 'description'),
    ...readStyle(reader, node, place),
    allowReserved: false,
    allowEmptyValue: readAllowEmptyValue(reader, node, 'Swagger Parameter', place),
    schema,
    contentType: null,
  }
  return { kind: 'parameter', parameter, item }
}

const readBody = (reader: Reader, node: ObjectNode, required: boolean): BodyInput | null => {
  const schema = member(node, 'schema')
  if (schema === null) {
    const message = 'a body parameter needs the key `schema`'
    reader.report('NX2006', { message, at: atKey(node) })
    return null
  }
  const description = stringKey(reader, node, 'description')
  return { kind: 'body', node, required, description, schema: schemaAt(reader, schema) }
}

const readField = (
  reader: Reader,
  node: ObjectNode,
  field: Pick<FieldInput, 'name' | 'required' | 'schema'>,
): FieldInput => {
  stringKey(reader, node, 'description')
  readAllowEmptyValue(reader, node, 'Swagger Parameter', 'formData')
  const isFile = node.value.type === 'file'
  return { kind: 'field', node, ...field, isFile, separators: readFieldSeparators(reader, node) }
}

const missingType = (reader: Reader, node: ObjectNode): null => {
  reader.report('NX2006', {
    message: 'a parameter that is not the body needs the key `type`',
    at: atKey(node),
    ...(member(node, 'schema') === null
      ? {}
      : { help: 'only a body has `schema` in Swagger 2.0: write `type` beside `name`' }),
  })
  return null
}
