// Owns the Security Scheme Object.

import type { SecurityScheme } from '../../ir/security.js'
import {
  checkKeys,
  mapEntries,
  objectKey,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from './keys.js'
import { at, atKey, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'

type Kind = SecurityScheme['kind']

/** What schemes of every kind have. */
export type SchemeWords = Pick<SecurityScheme, 'name' | 'description' | 'at'>
type ApiKey = Extract<SecurityScheme, { kind: 'apiKey' }>

const kinds30: readonly Kind[] = ['apiKey', 'http', 'oauth2', 'openIdConnect']
const kinds31: readonly Kind[] = [...kinds30, 'mutualTLS']

const shapeOf = (required: readonly string[], optional: readonly string[]): Shape => ({
  name: 'Security Scheme',
  required,
  only: ['type', 'description', 'deprecated', ...required, ...optional],
})

const shapes: Record<Kind, Shape> = {
  apiKey: shapeOf(['name', 'in'], []),
  http: shapeOf(['scheme'], ['bearerFormat']),
  oauth2: shapeOf(['flows'], ['oauth2MetadataUrl']),
  openIdConnect: shapeOf(['openIdConnectUrl'], []),
  mutualTLS: shapeOf([], []),
}

/** Reads `components.securitySchemes`, sorted as written. */
export const readSecuritySchemes = (
  reader: Reader,
  components: ObjectNode,
): readonly SecurityScheme[] =>
  mapEntries(reader, components, 'securitySchemes').flatMap(
    ([name, start]) => readScheme(reader, name, start) ?? [],
  )

const readScheme = (reader: Reader, name: string, start: Node): SecurityScheme | null => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a security scheme')
  if (node === null) return null
  const kind = wordKey(reader, node, 'type', reader.version === '3.0' ? kinds30 : kinds31)
  if (kind === null) {
    if (!Object.hasOwn(node.value, 'type')) {
      reader.report('NX2006', {
        message: 'the Security Scheme Object needs the key `type`',
        at: atKey(node),
      })
    }
    return null
  }
  checkKeys(reader, node, shapes[kind])
  const base = { name, description: stringKey(reader, node, 'description'), at: at(node) }
  return readKind(reader, node, kind, base)
}

const readKind = (
  reader: Reader,
  node: ObjectNode,
  kind: Kind,
  base: SchemeWords,
): SecurityScheme | null => {
  switch (kind) {
    case 'apiKey':
      return readApiKey(reader, node, base, ['query', 'header', 'cookie'])
    case 'http': {
      const scheme = stringKey(reader, node, 'scheme')
      const bearerFormat = stringKey(reader, node, 'bearerFormat')
      return scheme === null ? null : { ...base, kind, scheme: scheme.toLowerCase(), bearerFormat }
    }
    case 'oauth2':
      return { ...base, kind, scopes: scopesOf(reader, node) }
    case 'openIdConnect': {
      const url = stringKey(reader, node, 'openIdConnectUrl')
      return url === null ? null : { ...base, kind, url }
    }
    case 'mutualTLS':
      return { ...base, kind }
  }
}

/** Names of the scopes of all flows. */
const scopesOf = (reader: Reader, node: ObjectNode): readonly string[] | null => {
  const flows = objectKey(reader, node, 'flows')
  if (flows === null) return null
  const kinds = Object.keys(flows.value).filter((kind) => !kind.startsWith('x-'))
  return kinds.flatMap((kind) => {
    const flow = objectKey(reader, flows, kind)
    const scopes = flow === null ? null : objectKey(reader, flow, 'scopes')
    return scopes === null ? [] : Object.keys(scopes.value)
  })
}

/** A key in one of `places`. */
export const readApiKey = (
  reader: Reader,
  node: ObjectNode,
  base: SchemeWords,
  places: readonly ApiKey['place'][],
): ApiKey | null => {
  const parameter = stringKey(reader, node, 'name')
  const place = wordKey(reader, node, 'in', places)
  return parameter === null || place === null ? null : { ...base, kind: 'apiKey', parameter, place }
}
