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
import { readApiKey } from '../openapi/security-scheme.js'

const shape: Shape = { name: 'Swagger Security Scheme', required: ['type'] }
const kinds = ['basic', 'apiKey', 'oauth2'] as const

/** Reads `securityDefinitions`, sorted as written. */
export const readSecurityDefinitions = (
  reader: Reader,
  root: ObjectNode,
): readonly SecurityScheme[] =>
  mapEntries(reader, root, 'securityDefinitions').flatMap(
    ([name, each]) => readScheme(reader, name, each) ?? [],
  )

const readScheme = (reader: Reader, name: string, start: Node): SecurityScheme | null => {
  const node = objectNode(reader, start, 'a security definition')
  if (node === null) return null
  checkKeys(reader, node, shape)
  const kind = wordKey(reader, node, 'type', kinds)
  const base = { name, description: stringKey(reader, node, 'description'), at: at(node) }
  switch (kind) {
    case 'basic':
      return { ...base, kind: 'http', scheme: 'basic', bearerFormat: null }
    case 'apiKey':
      return readApiKey(reader, node, base, ['query', 'header'])
    case 'oauth2':
      return { ...base, kind, scopes: readFlow(reader, node) }
    case null:
      return null
  }
}

const flows = ['implicit', 'password', 'application', 'accessCode'] as const

/** Names of the scopes of the one flow. */
const readFlow = (reader: Reader, node: ObjectNode): readonly string[] | null => {
  wordKey(reader, node, 'flow', flows)
  stringKey(reader, node, 'authorizationUrl')
  stringKey(reader, node, 'tokenUrl')
  const scopes = objectKey(reader, node, 'scopes')
  return scopes === null ? null : Object.keys(scopes.value)
}
