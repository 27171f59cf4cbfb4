// Owns `x-nexus-websocket`: what the WebSocket of an operation speaks, both ways.

import { nearest } from '../../diagnostics/suggest.js'
import type { HttpMethod, WebSocket } from '../../ir/operation.js'
import { messageBytesMaxKey, wrongValue } from './extensions.js'
import { stringsKey } from './keys.js'
import {
  atKey,
  atMember,
  isArrayNode,
  isObjectNode,
  items,
  member,
  type ObjectNode,
} from './node.js'
import type { Reader } from './reader.js'
import { schemaKey } from './schema/schema-at.js'

const extension = 'x-nexus-websocket'
const keys = ['receive', 'send', 'subprotocols', 'origins', 'messageBytesMax']

/** What a WebSocket operation declares; null on one that answers. */
export const webSocketKey = (
  reader: Reader,
  node: ObjectNode,
  method: HttpMethod,
): WebSocket | null => {
  const found = member(node, extension)
  if (found === null || found.value === false) return null
  // `true` has nothing to say: messages are text or bytes.
  const spec = found.value === true ? { ...found, value: {} } : found
  if (!isObjectNode(spec)) return wrongValue(reader, found, extension, 'an object')
  if (method !== 'GET' || member(node, 'requestBody') !== null) {
    reader.report('NX2180', {
      message:
        method === 'GET'
          ? 'a WebSocket operation has no `requestBody`'
          : `a WebSocket opens with GET, not ${method} (RFC 6455, 4.1)`,
      at: method === 'GET' ? atMember(node, 'requestBody') : atKey(spec),
    })
    return null
  }
  checkNames(reader, spec)
  return {
    at: atKey(found),
    receive: schemaKey(reader, spec, 'receive'),
    send: schemaKey(reader, spec, 'send'),
    subprotocols: tokens(reader, spec),
    origins: origins(reader, spec),
    messageBytesMax: messageBytesMaxKey(reader, spec),
  }
}

const checkNames = (reader: Reader, spec: ObjectNode): void => {
  for (const key of Object.keys(spec.value)) {
    if (keys.includes(key) || key.startsWith('x-')) continue
    const meant = nearest(key, keys)
    reader.report('NX2150', {
      message: `\`${extension}\` has no \`${key}\``,
      at: atMember(spec, key),
      help:
        meant === null
          ? `it has ${keys.map((each) => `\`${each}\``).join(', ')}`
          : `did you mean \`${meant}\`?`,
    })
  }
}

// RFC 6455, 4.1: tokens of RFC 9110.
const tokens = (reader: Reader, spec: ObjectNode): readonly string[] =>
  matching(reader, spec, 'subprotocols', /^[\w!#$%&'*+.^`|~-]+$/, 'a name such as `chat.v1`')

const origins = (reader: Reader, spec: ObjectNode): readonly string[] =>
  matching(
    reader,
    spec,
    'origins',
    /^(?:\*|[a-z][a-z\d+.-]*:\/\/[^\s/?#]+)$/,
    'an origin such as `https://app.example`, or `*`',
  )

const matching = (
  reader: Reader,
  spec: ObjectNode,
  key: string,
  pattern: RegExp,
  wanted: string,
): readonly string[] => {
  const values = stringsKey(reader, spec, key)
  const list = member(spec, key)
  if (list !== null && isArrayNode(list)) {
    for (const item of items(list)) {
      if (typeof item.value === 'string' && !pattern.test(item.value))
        wrongValue(reader, item, key, wanted)
    }
  }
  return values.filter((value) => pattern.test(value))
}
