// Owns the Swagger Object: Swagger 2.0 read into the same IR as OpenAPI 3. Objects that both have are read in
// `../openapi`, and every place is one of the document as it was written.

import type { Api } from '../../ir/api.js'
import { middlewareKey } from '../openapi/extensions.js'
import { readInfo } from '../openapi/info.js'
import { checkKeys, mapEntries, type Shape, stringKey, stringsKey } from '../openapi/keys.js'
import { at, member, type ObjectNode } from '../openapi/node.js'
import { readPaths } from '../openapi/paths.js'
import type { Reader } from '../openapi/reader.js'
import { readSchemas } from '../openapi/schema/schema.js'
import { schemaAt } from '../openapi/schema/schema-at.js'
import { readSecurity } from '../openapi/security-requirement.js'
import { readTags } from '../openapi/tags.js'
import { readMediaTypes } from './media-types.js'
import { readInput } from './parameter.js'
import { readPathItem20 } from './path-item.js'
import { readResponse20 } from './response.js'
import { readSecurityDefinitions } from './security-scheme.js'

const shape: Shape = {
  name: 'Swagger',
  required: ['swagger', 'info', 'paths'],
  strings: ['host'],
}

/** Reads the root of a Swagger 2.0 document. */
export const readSwagger = (reader: Reader, node: ObjectNode): Api => {
  checkKeys(reader, node, shape)
  const defaults = {
    consumes: readMediaTypes(reader, node, 'consumes') ?? [],
    produces: readMediaTypes(reader, node, 'produces') ?? [],
    security: readSecurity(reader, node) ?? [],
  }
  const operations = readPaths(reader, node, (route, item) =>
    readPathItem20(reader, route, item, defaults),
  )
  checkDefinitions(reader, node)
  stringsKey(reader, node, 'schemes')
  return {
    file: node.file,
    openapi: '2.0',
    ...readInfo(reader, node),
    basePath: readBasePath(reader, node),
    tags: readTags(reader, node),
    middleware: middlewareKey(reader, node),
    operations,
    sent: [],
    securitySchemes: readSecurityDefinitions(reader, node),
    schemas: readSchemas(reader),
    keywordUses: reader.keywordUses,
    objects: reader.objects,
    references: reader.references,
  }
}

// What operations refer to is read there again; here it only has to be sound.
const checkDefinitions = (reader: Reader, root: ObjectNode): void => {
  for (const [, each] of mapEntries(reader, root, 'definitions')) schemaAt(reader, each)
  for (const [, each] of mapEntries(reader, root, 'parameters')) readInput(reader, each)
  for (const [, each] of mapEntries(reader, root, 'responses'))
    readResponse20(reader, 'default', each, [])
}

const readBasePath = (reader: Reader, root: ObjectNode): string => {
  const text = stringKey(reader, root, 'basePath')
  if (text === null) return ''
  if (text.startsWith('/') && !/[?#\s]/.test(text)) return text.replace(/\/+$/, '')
  reader.report('NX2008', {
    message: `\`basePath\` cannot be \`${text}\``,
    at: at(member(root, 'basePath') ?? root),
    help: 'it is a path that starts with `/`, such as `/v1`',
  })
  return ''
}
