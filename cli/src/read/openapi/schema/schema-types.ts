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

const helpFor = (value: string, allowed: readonly JsonType[]): string => {
  if (value === 'null') return 'write `nullable: true` in OpenAPI 3.0'
  if (value === 'file') return 'OpenAPI 3 writes files as `type: string` with `format: binary`'
  const meant = nearest(value, allowed)
  return meant === null ? `it is one of ${allowed.join(', ')}` : `did you mean \`${meant}\`?`
}
