// Owns the document as `nexus dev` shows it: requests that are tried out on its page go to the server that shows it.

import { type ExactJson, type ExactObject, isExactObject } from './exact-json.js'

/**
 * The document with the server that serves it before all others, wherever it names servers. A Swagger 2.0
 * document has no list of them: without `host` and `schemes`, the server that serves it is meant (2.0, Swagger Object).
 *
 * @example
 * servedDocument({ openapi: '3.1.0', servers: [{ url: 'https://api.example.com/v1' }] }, '/v1')
 * // servers: [{ url: '/v1', description: 'this server' }, { url: 'https://api.example.com/v1' }]
 */
export const servedDocument = (document: ExactJson, basePath: string): ExactJson => {
  if (!isExactObject(document)) return document
  const own = { url: basePath === '' ? '/' : basePath, description: 'this server' }
  const { host: _, schemes: __, ...bare } = document
  const known = document.swagger === undefined ? withServer(document, own, 'always') : bare
  return { ...known, ...pathsWith(known.paths, own) }
}

/** Path Items and operations may name servers that count in place of the document's (OpenAPI 3.1, 4.8.9 and 4.8.10). */
const pathsWith = (
  paths: ExactJson | undefined,
  own: ExactObject,
): { readonly paths?: ExactObject } => {
  if (!isExactObject(paths)) return {}
  const each = (value: ExactJson): ExactJson =>
    isExactObject(value) ? withServer(value, own, 'where-named') : value
  const ofItem = (item: ExactJson): ExactJson =>
    isExactObject(item)
      ? each(mapped(item, (value, key) => (key === 'parameters' ? value : each(value))))
      : item
  return { paths: mapped(paths, ofItem) }
}

const mapped = (
  fields: ExactObject,
  change: (value: ExactJson, key: string) => ExactJson,
): ExactObject =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value, key)]))

const withServer = (
  value: ExactObject,
  own: ExactObject,
  when: 'always' | 'where-named',
): ExactObject => {
  const named = Array.isArray(value.servers) ? value.servers : []
  return when === 'always' || named.length > 0 ? { ...value, servers: [own, ...named] } : value
}
