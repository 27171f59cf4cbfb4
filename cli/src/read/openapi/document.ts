// Owns the reading pass and the OpenAPI Object. Every other object has its own file; those that only Swagger 2.0
// has are in `../swagger`.

import { condense } from '../../diagnostics/condense.js'
import type { Diagnostic, PassResult } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import type { Document } from '../../ir/document.js'
import type { ReadLimits } from '../../ir/read-limits.js'
import { readSwagger } from '../swagger/document.js'
import { readComponents } from './components.js'
import { withEvents } from './events.js'
import { middlewareKey } from './extensions.js'
import { readInfo } from './info.js'
import { checkKeys, type Shape } from './keys.js'
import { at, isObjectNode, member, type Node, type ObjectNode } from './node.js'
import { readPathItem } from './path-item.js'
import { readPaths } from './paths.js'
import { Reader } from './reader.js'
import { withInheritance } from './schema/inheritance.js'
import { mergeScopes } from './schema/merge-scopes.js'
import { readSchemas } from './schema/schema.js'
import { noteDialect } from './schema/schema-keywords.js'
import { readSecurity } from './security-requirement.js'
import { readSecuritySchemes } from './security-scheme.js'
import { readBasePath } from './servers.js'
import { readTags } from './tags.js'
import { notOpenapi, readVersion } from './version.js'
import { readWebhooks } from './webhooks.js'

const shape: Shape = {
  name: 'OpenAPI',
  required: ['openapi', 'info'],
}

/**
 * Reads a loaded document into the IR. The value is null when there is no OpenAPI document to read;
 * otherwise it holds what could be read, beside the errors. Never throws.
 */
export const readOpenapi = (
  document: Document,
  limits: Partial<ReadLimits> = {},
): PassResult<Api> => {
  const { root } = document
  const node: Node = { value: root.root, file: root.file, pointer: '' }
  if (!isObjectNode(node)) return refuse(notOpenapi(node))
  const version = readVersion(node)
  if ('code' in version) return refuse(version)
  const reader = new Reader(document, version.version, limits)
  const value = reader.version === '2.0' ? readSwagger(reader, node) : readRoot(reader, node)
  const whole = withEvents(withInheritance(mergeScopes(value, reader.homeIds)))
  return { value: whole, diagnostics: condense(reader.diagnostics) }
}

const refuse = (error: Diagnostic): PassResult<Api> => ({ value: null, diagnostics: [error] })

const readRoot = (reader: Reader, node: ObjectNode): Api => {
  checkKeys(reader, node, shape)
  requirePaths(reader, node)
  noteDialect(reader, node, shape.name, 'jsonSchemaDialect')
  const security = readSecurity(reader, node) ?? []
  readWebhooks(reader, node)
  const operations = readPaths(reader, node, (route, item) =>
    readPathItem(reader, route, item, { security, role: 'served' }),
  )
  const components = readComponents(reader, node)
  return {
    file: node.file,
    openapi: String(node.value.openapi),
    ...readInfo(reader, node),
    basePath: readBasePath(reader, node),
    tags: readTags(reader, node),
    middleware: middlewareKey(reader, node),
    operations,
    sent: reader.sent,
    securitySchemes: components === null ? [] : readSecuritySchemes(reader, components),
    schemas: readSchemas(reader),
    keywordUses: reader.keywordUses,
    objects: reader.objects,
    references: reader.references,
  }
}

// 3.0 demands `paths`; 3.1 any of `paths`, `components` and `webhooks`.
const requirePaths = (reader: Reader, node: ObjectNode): void => {
  const accepted = reader.version === '3.0' ? ['paths'] : ['paths', 'components', 'webhooks']
  if (accepted.some((key) => member(node, key) !== null)) return
  reader.report('NX2006', { message: 'the OpenAPI Object needs the key `paths`', at: at(node) })
}
