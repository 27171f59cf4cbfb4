// Owns the Link Object: how an answer leads to another operation.

import type { Link, LinkParameter, ParameterPlace } from '../../ir/operation.js'
import { parseExpression } from './expression.js'
import { checkKeys, mapEntries, objectKey, objectNode, type Shape, stringKey } from './keys.js'
import { at, atKey, members, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'

const shape: Shape = { name: 'Link', required: [] }

/** Reads the `links` of a response; one that names no operation, or two, is left out with a warning. */
export const readLinks = (reader: Reader, response: ObjectNode): readonly Link[] =>
  mapEntries(reader, response, 'links').flatMap(([name, start]) => {
    const link = readLink(reader, start)
    return link === null ? [] : [{ name, ...link }]
  })

/** Reads a link or a reference to one. */
const readLink = (reader: Reader, start: Node): Omit<Link, 'name'> | null => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a link')
  if (node === null) return null
  checkKeys(reader, node, shape)
  const operationId = stringKey(reader, node, 'operationId')
  const operationRef = stringKey(reader, node, 'operationRef')
  if ((operationId === null) === (operationRef === null)) {
    const message = 'a link has either `operationId` or `operationRef`'
    reader.report('NX2182', { message, at: atKey(node) })
    return null
  }
  const description = stringKey(reader, node, 'description')
  const parameters = readParameters(reader, node)
  return { description, operationId, operationRef, parameters, at: at(node) }
}

const readParameters = (reader: Reader, node: ObjectNode): readonly LinkParameter[] => {
  const map = objectKey(reader, node, 'parameters')
  if (map === null) return []
  return members(map).flatMap(([key, each]) => {
    const value = readValue(reader, each)
    return value === null ? [] : [{ ...placed(key), value, at: atKey(each) }]
  })
}

/** A constant, or an expression, bare or in a text; null, and a warning, for one that is none. */
const readValue = (reader: Reader, node: Node): LinkParameter['value'] | null => {
  const { value } = node
  if (typeof value !== 'string' || !isExpression(value)) return { constant: value }
  const expression = parseExpression(reader, node, value)
  return expression === null ? null : { expression }
}

/** Not every dollar begins an expression: `$5` is a constant. */
const isExpression = (text: string): boolean =>
  text.includes('{$') || /^\$(?:request|response|url|method|statusCode)\b/.test(text)

/** `path.id` says where the parameter is. */
const placed = (key: string): { name: string; place: ParameterPlace | null } => {
  const [, place, name] = /^(path|query|header|cookie)\.(.+)$/.exec(key) ?? []
  if (place === undefined || name === undefined) return { name: key, place: null }
  return { name, place: place as ParameterPlace }
}
