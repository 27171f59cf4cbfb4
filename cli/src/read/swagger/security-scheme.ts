// Owns the Security Scheme Object of Swagger 2.0.

import type { SecurityScheme } from '../../ir/security.js'
import {
  checkKeys,
  mapEntries,
  objectKey,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from '../openapi/keys.js'
import { at, type Node, type ObjectNode } from '../openapi/node.js'
import type { Reader } from '../openapi/reader.js'

const shape: Shape = { name: 'Swagger Security Scheme', required: ['type'] }
const kinds = ['basic', 'apiKey', 'oauth2'] as const

/** Reads `securityDefinitions`, sorted as written. */
export const readSecurityDefinitions = (
  reader: Reader,
  root: ObjectNode,
): readonly SecurityScheme[] =>
  mapEntries(reader, root, 'securityDefinitions').flatMap(([name, each]) => {
    const scheme = readScheme(reader, name, each)
    return scheme === null ? [] : [scheme]
  })

const readScheme = (reader: Reader, name: string, start: Node): SecurityScheme | null => {
  const node = objectNode(reader, start, 'a security definition')
  if (node === null) return null
  checkKeys(reader, node, shape)
  const kind = wordKey(reader, node, 'type', kinds)
  const base = { name, description: stringKey(reader, node, 'description'), at: at(node) }
  switch (kind) {
    case 'basic':
      return { ...base, kind: 'http', scheme: 'basic', bearerFormat: null }
    case 'apiKey': {
      const parameter = stringKey(reader, node, 'name')
      const place = wordKey(reader, node, 'in', ['query', 'header'])
      return parameter === null || place === null ? null : { ...base, kind, parameter, place }
    }
    case 'oauth2':
      checkFlow(reader, node)
      return { ...base, kind }
    case null:
      return null
  }
}

const flows = ['implicit', 'password', 'application', 'accessCode'] as const

const checkFlow = (reader: Reader, node: ObjectNode): void => {
  wordKey(reader, node, 'flow', flows)
  stringKey(reader, node, 'authorizationUrl')
  stringKey(reader, node, 'tokenUrl')
  objectKey(reader, node, 'scopes')
}
