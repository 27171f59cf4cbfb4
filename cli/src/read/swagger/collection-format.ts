// Owns `collectionFormat`: how a list that is one text writes its items, and the lists in it.

import { keywordOf, type SpecObject } from '../../ir/keywords.js'
import type { Encoding, ListSeparator, Parameter, ParameterPlace } from '../../ir/operation.js'
import { wordKey } from '../openapi/keys.js'
import { isObjectNode, member, type ObjectNode } from '../openapi/node.js'
import type { Reader } from '../openapi/reader.js'

const formats = ['csv', 'ssv', 'tsv', 'pipes', 'multi'] as const
const separators = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' } as const
const styles = {
  ssv: 'spaceDelimited',
  tsv: 'tabDelimited',
  pipes: 'pipeDelimited',
} as const

type Style = Pick<Parameter, 'style' | 'explode' | 'nested'>

/** The style of a parameter in the words of OpenAPI 3, which lack some of them outside of a query. */
export const readStyle = (reader: Reader, node: ObjectNode, place: ParameterPlace): Style => {
  const format = readFormat(reader, node, 'Swagger Parameter', place === 'query')
  const nested = readNested(reader, node)
  const usual = place === 'query' ? 'form' : 'simple'
  if (format === 'multi') return { style: usual, explode: true, nested }
  return { style: format === 'csv' ? usual : styles[format], explode: false, nested }
}

/** What parts the list of a form's field and the lists in it. */
export const readFieldSeparators = (reader: Reader, node: ObjectNode): Encoding['separators'] => {
  const format = readFormat(reader, node, 'Swagger Parameter', true)
  const nested = readNested(reader, node)
  if (node.value.type !== 'array') return []
  return [format === 'multi' ? '&' : separators[format], ...nested]
}

/** What parts the list of a header of an answer and the lists in it. */
export const readHeaderSeparators = (
  reader: Reader,
  node: ObjectNode,
): readonly ListSeparator[] => {
  const format = readFormat(reader, node, 'Swagger Header', false)
  const nested = readNested(reader, node)
  if (node.value.type !== 'array' || format === 'multi') return []
  return [separators[format], ...nested]
}

type Format = (typeof formats)[number]

// "multi ... is valid only for parameters in "query" or "formData"" (Swagger 2.0, Parameter Object).
const readFormat = (
  reader: Reader,
  node: ObjectNode,
  object: SpecObject,
  mayRepeat: boolean,
): Format => {
  const format = wordKey(reader, node, 'collectionFormat', formats) ?? 'csv'
  if (format !== 'multi' || mayRepeat) return format
  reader.note(node, object, 'collectionFormat', 'notCompiled')
  return 'csv'
}

const readNested = (reader: Reader, node: ObjectNode): readonly ListSeparator[] => {
  const found = member(node, 'items')
  if (found === null || !isObjectNode(found)) return []
  noteKeys(reader, found)
  const format = readFormat(reader, found, 'Swagger Items', false)
  const below = readNested(reader, found)
  return found.value.type === 'array' && format !== 'multi' ? [separators[format], ...below] : []
}

// Documents write keys of schemas into items, which a schema would have: they are told, and refuse nothing.
const noteKeys = (reader: Reader, node: ObjectNode): void => {
  reader.visit(node, 'Swagger Items')
  for (const key of Object.keys(node.value))
    if (!key.startsWith('x-') && keywordOf('Swagger Items', key) === null)
      reader.note(node, 'Swagger Items', key, 'unknown')
}
