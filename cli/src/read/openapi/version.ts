// Owns which version of the specification a document declares.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { at, member, type Node, type ObjectNode } from './node.js'
import type { Version } from './reader.js'

/** The version of a document, or why there is none. */
export const readVersion = (node: ObjectNode): { readonly version: Version } | Diagnostic => {
  const swagger = member(node, 'swagger')
  if (swagger !== null) return swaggerVersion(swagger)
  const found = member(node, 'openapi')
  if (found === null) return notOpenapi(node)
  const text = String(found.value)
  if (typeof found.value !== 'string' && typeof found.value !== 'number') {
    return diagnostic('NX2005', {
      message: '`openapi` must be a version such as `3.1.0`',
      at: at(found),
    })
  }
  if (/^3\.0(?:\.|$)/.test(text)) return { version: '3.0' }
  if (/^3\.1(?:\.|$)/.test(text)) return { version: '3.1' }
  if (/^3\.2(?:\.|$)/.test(text)) return { version: '3.2' }
  return diagnostic('NX2003', {
    message: `OpenAPI \`${text}\` is not a version that can be read`,
    at: at(found),
  })
}

const swaggerVersion = (found: Node): ReturnType<typeof readVersion> =>
  String(found.value) === '2.0' || found.value === 2
    ? { version: '2.0' }
    : diagnostic('NX2003', {
        message: `Swagger \`${String(found.value)}\` is not a version that can be read`,
        at: at(found),
      })

/** What is said of a file that is something else. */
export const notOpenapi = (node: Node): Diagnostic =>
  diagnostic('NX2001', { message: `${node.file} is not an OpenAPI document`, at: at(node) })
