// Owns the reading pass: the OpenAPI Object and its version. Every other object has its own file.

import { diagnostic } from '../../diagnostics/codes.js'
import { condense } from '../../diagnostics/condense.js'
import type { Diagnostic, PassResult } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import type { Document } from '../../ir/document.js'
import { readComponents } from './components.js'
import { middlewareKey } from './extensions.js'
import { readInfo } from './info.js'
import { arrayKey, checkKeys, objectNode, type Shape, stringKey } from './keys.js'
import { at, isObjectNode, items, member, type Node, type ObjectNode } from './node.js'
import { readPaths } from './paths.js'
import { Reader, type Version } from './reader.js'
import { readSchemas } from './schema.js'
import { noteDialect } from './schema-keywords.js'
import { readSecurity } from './security-requirement.js'
import { readSecuritySchemes } from './security-scheme.js'
import { readBasePath } from './servers.js'

const shape: Shape = {
  name: 'OpenAPI',
  required: ['openapi', 'info'],
}

const tagShape: Shape = {
  name: 'Tag',
  required: ['name'],
  strings: ['summary', 'parent', 'kind'],
}

/**
 * Reads a loaded document into the IR. The value is null when there is no OpenAPI document to read;
 * otherwise it holds what could be read, beside the errors. Never throws.
 */
export const readOpenapi = (document: Document): PassResult<Api> => {
  const { root } = document
  const node: Node = { value: root.root, file: root.file, pointer: '' }
  if (!isObjectNode(node)) return refuse(notOpenapi(node))
  const version = readVersion(node)
  if ('code' in version) return refuse(version)
  const reader = new Reader(document, version.version)
  if (version.warning !== null) reader.add(version.warning)
  const value = readRoot(reader, node)
  return { value, diagnostics: condense(reader.diagnostics) }
}

const refuse = (error: Diagnostic): PassResult<Api> => ({ value: null, diagnostics: [error] })

const notOpenapi = (node: Node): Diagnostic =>
  diagnostic('NX2001', { message: `${node.file} is not an OpenAPI document`, at: at(node) })

const readVersion = (
  node: ObjectNode,
): { readonly version: Version; readonly warning: Diagnostic | null } | Diagnostic => {
  const swagger = member(node, 'swagger')
  if (swagger !== null)
    return diagnostic('NX2002', { message: 'Swagger 2.0 is not supported yet', at: at(swagger) })
  const found = member(node, 'openapi')
  if (found === null) return notOpenapi(node)
  const text = String(found.value)
  if (typeof found.value !== 'string' && typeof found.value !== 'number') {
    return diagnostic('NX2005', {
      message: '`openapi` must be a version such as `3.1.0`',
      at: at(found),
    })
  }
  if (/^3\.0(?:\.|$)/.test(text)) return { version: '3.0', warning: null }
  if (/^3\.1(?:\.|$)/.test(text)) return { version: '3.1', warning: null }
  if (/^3\.2(?:\.|$)/.test(text)) {
    const message = `OpenAPI ${text} is read as 3.1; what 3.2 added is not compiled yet`
    return { version: '3.1', warning: diagnostic('NX2004', { message, at: at(found) }) }
  }
  return diagnostic('NX2003', {
    message: `OpenAPI \`${text}\` is not a version that can be read`,
    at: at(found),
  })
}

const readRoot = (reader: Reader, node: ObjectNode): Api => {
  checkKeys(reader, node, shape)
  requirePaths(reader, node)
  noteDialect(reader, node, shape.name, 'jsonSchemaDialect')
  const security = readSecurity(reader, node) ?? []
  const operations = readPaths(reader, node, security)
  const components = readComponents(reader, node)
  return {
    file: node.file,
    openapi: String(node.value.openapi),
    ...readInfo(reader, node),
    basePath: readBasePath(reader, node),
    tags: readTags(reader, node),
    middleware: middlewareKey(reader, node),
    operations,
    securitySchemes: components === null ? [] : readSecuritySchemes(reader, components),
    schemas: readSchemas(reader),
    keywordUses: reader.keywordUses,
    objects: reader.objects,
  }
}

// 3.0 demands `paths`; 3.1 any of `paths`, `components` and `webhooks`.
const requirePaths = (reader: Reader, node: ObjectNode): void => {
  const accepted = reader.version === '3.0' ? ['paths'] : ['paths', 'components', 'webhooks']
  if (accepted.some((key) => member(node, key) !== null)) return
  reader.report('NX2006', { message: 'the OpenAPI Object needs the key `paths`', at: at(node) })
}

const readTags = (reader: Reader, root: ObjectNode): Api['tags'] => {
  const list = arrayKey(reader, root, 'tags')
  if (list === null) return []
  return items(list).flatMap((item) => {
    const node = objectNode(reader, item, 'a tag')
    if (node === null) return []
    checkKeys(reader, node, tagShape)
    const name = stringKey(reader, node, 'name')
    if (name === null) return []
    const middleware = middlewareKey(reader, node)
    return [{ name, description: stringKey(reader, node, 'description'), middleware }]
  })
}
