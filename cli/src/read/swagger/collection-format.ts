// Owns `collectionFormat`: how a parameter that is a list writes its items.

import type { ParameterPlace, ParameterStyle } from '../../ir/operation.js'
import { wordKey } from '../openapi/keys.js'
import type { ObjectNode } from '../openapi/node.js'
import type { Reader } from '../openapi/reader.js'

const formats = ['csv', 'ssv', 'tsv', 'pipes', 'multi'] as const

export interface Style {
  readonly style: ParameterStyle
  readonly explode: boolean
}

/** The style of a parameter in the words of OpenAPI 3; a format that these lack is noted, and read as `csv`. */
export const readStyle = (reader: Reader, node: ObjectNode, place: ParameterPlace): Style => {
  const format = wordKey(reader, node, 'collectionFormat', formats) ?? 'csv'
  const plain: Style = { style: place === 'query' ? 'form' : 'simple', explode: false }
  if (format === 'csv') return plain
  if (place === 'query' && format === 'multi') return { style: 'form', explode: true }
  if (place === 'query' && format === 'ssv') return { style: 'spaceDelimited', explode: false }
  if (place === 'query' && format === 'pipes') return { style: 'pipeDelimited', explode: false }
  reader.note(node, 'Swagger Parameter', 'collectionFormat', 'notCompiled')
  return plain
}
