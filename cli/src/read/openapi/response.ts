// Owns the Responses and Response Objects.

import type { Response } from '../../ir/operation.js'
import { checkKeys, objectNode, patternedEntries, type Shape, stringKey } from './keys.js'
import { readLinks } from './link.js'
import { readContent, readHeaders } from './media-type.js'
import { at, atKey, type Node, type ObjectNode } from './node.js'
import type { Reader, Version } from './reader.js'
import { follow } from './reference.js'

// 3.2 no longer demands the description.
const shapeIn = (version: Version): Shape => ({
  name: 'Response',
  required: version === '3.2' ? [] : ['description'],
})

/** Reads the responses of an operation in document order. */
export const readResponses = (reader: Reader, node: ObjectNode): readonly Response[] =>
  readStatuses(reader, node, (status, start) => readResponse(reader, status, start))

/** Reads a map of statuses; `read` reads what stands at one. */
export const readStatuses = (
  reader: Reader,
  node: ObjectNode,
  read: (status: string, start: Node) => Response | null,
): readonly Response[] =>
  patternedEntries(reader, node).flatMap(([status, start]) => {
    if (!isStatus(status)) {
      reader.report('NX2008', {
        message: `\`${status}\` is not a response status`,
        at: atKey(start),
        help: 'write a status such as `200`, a range such as `4XX`, or `default`',
      })
      return []
    }
    const response = read(status, start)
    return response === null ? [] : [response]
  })

const isStatus = (status: string): boolean => /^(?:[1-5]\d\d|[1-5]XX|default)$/.test(status)

/** Reads a response or a reference to one. */
export const readResponse = (reader: Reader, status: string, start: Node): Response | null => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a response')
  if (node === null) return null
  checkKeys(reader, node, shapeIn(reader.version))
  return {
    status,
    description: stringKey(reader, node, 'description') ?? '',
    headers: readHeaders(reader, node),
    content: readContent(reader, node),
    links: readLinks(reader, node),
    at: at(node),
  }
}
