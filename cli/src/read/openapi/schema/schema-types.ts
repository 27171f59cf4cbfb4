// Owns `type` and `nullable`: one string, a list (3.1), or a string with `nullable` (3.0).

import { nearest } from '../../../diagnostics/suggest.js'
import type { JsonType } from '../../../ir/schema.js'
import { booleanKey, wrongType } from '../keys.js'
import { at, isArrayNode, items, member, type Node, type ObjectNode } from '../node.js'
import type { Reader } from '../reader.js'

const types31: readonly JsonType[] = [
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
]
const types30: readonly JsonType[] = types31.filter((type) => type !== 'null')

/** The allowed types, null when the schema allows all. */
export const readTypes = (reader: Reader, node: ObjectNode): readonly JsonType[] | null => {
  const isNullable = reader.isDraft4 && (booleanKey(reader, node, 'nullable') ?? false)
  const found = member(node, 'type')
  if (found === null) return null
  const types = listed(reader, found)
  if (types === null) return null
  return isNullable && !types.includes('null') ? [...types, 'null'] : types
}

const listed = (reader: Reader, found: Node): readonly JsonType[] | null => {
  if (!isArrayNode(found)) {
    const type = oneType(reader, found)
    return type === null ? null : [type]
  }
  if (reader.isDraft4)
    reader.report('NX2021', {
      message: '`type` is one string before OpenAPI 3.1; the list is read as 3.1 has it',
      at: at(found),
    })
  const types = items(found).flatMap((item) => listedType(reader, item) ?? [])
  if (types.length === 0)
    reader.report('NX2008', { message: '`type` must name at least one type', at: at(found) })
  return types.length === 0 ? null : [...new Set(types)]
}

// In YAML an unquoted `null` is no text; where lists of types are none of the version, it is what they are written for.
const listedType = (reader: Reader, node: Node): JsonType | null =>
  reader.isDraft4 && (node.value === null || node.value === 'null') ? 'null' : oneType(reader, node)

const oneType = (reader: Reader, node: Node): JsonType | null => {
  if (node.value === null) {
    nullType(reader, node)
    return null
  }
  if (typeof node.value !== 'string') {
    wrongType(reader, node, '`type` must be a string')
    return null
  }
  const allowed = reader.isDraft4 ? types30 : types31
  const found = allowed.find((type) => type === node.value)
  if (found !== undefined) return found
  reader.report('NX2008', {
    message: `\`type\` cannot be \`${node.value}\``,
    at: at(node),
    help: helpFor(node.value, allowed),
  })
  return null
}

const nullType = (reader: Reader, node: Node): void =>
  reader.report('NX2005', {
    message: '`type` must be a string, not null',
    at: at(node),
    help: reader.isDraft4
      ? helpFor('null', types30)
      : 'without quotes `null` is no text: write `"null"`',
  })

// Words of programming languages and of `format`, as people write them for a type.
const typeFormats: Readonly<Record<string, string>> = {
  date: '`type: string` with `format: date`',
  datetime: '`type: string` with `format: date-time`',
  timestamp: '`type: string` with `format: date-time`',
  time: '`type: string` with `format: time`',
  uuid: '`type: string` with `format: uuid`',
  guid: '`type: string` with `format: uuid`',
  email: '`type: string` with `format: email`',
  uri: '`type: string` with `format: uri`',
  url: '`type: string` with `format: uri`',
  binary: '`type: string` with `format: binary`',
  byte: '`type: string` with `format: byte`',
  password: '`type: string` with `format: password`',
  text: '`type: string`',
  str: '`type: string`',
  enum: '`type: string` beside `enum`',
  int: '`type: integer`',
  int32: '`type: integer` with `format: int32`',
  int64: '`type: integer` with `format: int64`',
  long: '`type: integer` with `format: int64`',
  bigint: '`type: integer` with `format: int64`',
  float: '`type: number` with `format: float`',
  double: '`type: number` with `format: double`',
  decimal: '`type: number`',
  bool: '`type: boolean`',
  list: '`type: array` with `items`',
  map: '`type: object` with `additionalProperties`',
  dict: '`type: object` with `additionalProperties`',
}

const helpFor = (value: string, allowed: readonly JsonType[]): string => {
  if (value === 'null') return 'write `nullable: true` in OpenAPI 3.0'
  if (value === 'file') return 'OpenAPI 3 writes files as `type: string` with `format: binary`'
  const word = value.toLowerCase().replaceAll(/[-_ ]/g, '')
  if (Object.hasOwn(typeFormats, word)) return `write ${typeFormats[word]}`
  if (word === 'any' || word === 'mixed') return 'leave `type` out: then every type is allowed'
  const meant = nearest(value, allowed)
  return meant === null ? `it is one of ${allowed.join(', ')}` : `did you mean \`${meant}\`?`
}
