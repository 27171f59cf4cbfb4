// Owns the document as `nexus dev` shows it: requests that are tried out on its page go to the server that shows it.

import type { ExactJson } from './exact-json.js'

/**
 * The document with the server that serves it before all others, wherever it names servers. A Swagger 2.0
 * document has no list of them: without `host` and `schemes`, the server that serves it is meant (2.0, Swagger Object).
 *
 * @example
 * servedDocument({ openapi: '3.1.0', servers: [{ url: 'https://api.example.com/v1' }] }, '/v1')
 * // servers: [{ url: '/v1', description: 'this server' }, { url: 'https://api.example.com/v1' }]
 */
export const servedDocument = (document: ExactJson, basePath: string): ExactJson => {
  if (!isRecord(document)) return document
  const own = { url: basePath === '' ? '/' : basePath, description: 'this server' }
  const { host: _, schemes: __, ...bare } = document
  const known = document.swagger === undefined ? withServer(document, own, 'always') : bare
  return { ...known, ...pathsWith(known.paths, own) }
}

type Fields = { readonly [key: string]: ExactJson }

const isRecord = (value: ExactJson | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Path Items and operations may name servers that count in place of the document's (OpenAPI 3.1, 4.8.9 and 4.8.10). */
const pathsWith = (paths: ExactJson | undefined, own: Fields): { readonly paths?: Fields } => {
  if (!isRecord(paths)) return {}
  const each = (value: ExactJson): ExactJson =>
    isRecord(value) ? withServer(value, own, 'where-named') : value
  const ofItem = (item: ExactJson): ExactJson =>
    isRecord(item)
      ? each(mapped(item, (value, key) => (key === 'parameters' ? value : each(value))))
      : item
  return { paths: mapped(paths, ofItem) }
}

const mapped = (fields: Fields, change: (value: ExactJson, key: string) => ExactJson): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value, key)]))

const withServer = (value: Fields, own: Fields, when: 'always' | 'where-named'): Fields => {
  const named = Array.isArray(value.servers) ? value.servers : []
  return when === 'always' || named.length > 0 ? { ...value, servers: [own, ...named] } : value
}
