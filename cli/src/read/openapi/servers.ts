// Owns the Server Objects of the document: only the first one's path matters to a server.

import {
  arrayKey,
  checkKeys,
  mapEntries,
  objectNode,
  type Shape,
  stringKey,
  stringsKey,
} from './keys.js'
import { at, items, member, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'

const server: Shape = {
  name: 'Server',
  required: ['url'],
  strings: ['description', 'name'],
}

const variable: Shape = {
  name: 'Server Variable',
  required: ['default'],
  strings: ['description'],
}

/** The path that the API is mounted at: of `servers[0].url`, variables at their defaults. */
export const readBasePath = (reader: Reader, root: ObjectNode): string => {
  const list = arrayKey(reader, root, 'servers')
  if (list === null) return ''
  const paths = items(list).map((item) => {
    const node = objectNode(reader, item, 'a server')
    return node === null ? '' : readServer(reader, node)
  })
  return paths[0] ?? ''
}

const readServer = (reader: Reader, node: ObjectNode): string => {
  checkKeys(reader, node, server)
  const url = stringKey(reader, node, 'url')
  const defaults = new Map(
    mapEntries(reader, node, 'variables').map(([name, each]) => {
      const object = objectNode(reader, each, 'a server variable')
      return [name, object === null ? '' : readVariable(reader, object)]
    }),
  )
  if (url === null) return ''
  const expanded = url.replace(/\{([^{}]*)\}/g, (_, name: string) => defaults.get(name) ?? '')
  const path = pathOf(expanded)
  if (path !== null) return path
  reader.report('NX2008', {
    message: `\`${url}\` is not a URL`,
    at: at(member(node, 'url') ?? node),
    help: 'write it like `https://example.com/v1` or `/v1`',
  })
  return ''
}

const readVariable = (reader: Reader, node: ObjectNode): string => {
  checkKeys(reader, node, variable)
  const words = stringsKey(reader, node, 'enum')
  const fallback = stringKey(reader, node, 'default') ?? ''
  const found = member(node, 'enum')
  // 3.0 only advises it; 3.1, 4.8.6.1: the array must not be empty, and the default must be in it.
  if (found !== null && !reader.isDraft4 && !words.includes(fallback)) {
    const message =
      words.length === 0
        ? '`enum` of a server variable must have a value'
        : `the default \`${fallback}\` is not in \`enum\``
    reader.report('NX2008', { message, at: at(found), help: 'add the default to `enum`' })
  }
  return fallback
}

// The URL may be relative to where the document is served (OpenAPI 3.1, 4.8.5).
const pathOf = (url: string): string | null => {
  try {
    const { pathname } = new URL(url, 'http://localhost/')
    return pathname.replace(/\/+$/, '')
  } catch {
    return null
  }
}
