// Owns the Encoding Object: how a part or field of a form is written (OpenAPI 3.1, 4.8.15).

import { isList } from '../../ir/json-values.js'
import { isJson, isMultipartList } from '../../ir/media-types.js'
import type {
  Encoding,
  ListSeparator,
  ParameterStyle,
  PartHeaders,
  ResponseHeader,
} from '../../ir/operation.js'
import {
  booleanKey,
  checkKeys,
  limitedItems,
  mapEntries,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from './keys.js'
import { atKey, atMember, isObjectNode, member, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'
import { bareSchema } from './schema/bare-schema.js'
import { schemaAt } from './schema/schema-at.js'

const shape: Shape = { name: 'Encoding', required: [] }
const styles = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const

type ReadHeaders = (reader: Reader, node: ObjectNode) => readonly ResponseHeader[]

/** Reads the `encoding` of a media type; `readHeaders` reads those of its parts. */
export const readEncoding = (
  reader: Reader,
  media: ObjectNode,
  type: string,
  readHeaders: ReadHeaders,
): readonly Encoding[] => {
  const places = byPosition(reader, media, type)
  const entries = [...mapEntries(reader, media, 'encoding'), ...places]
  // Parts without names have positions only.
  const isUnnamed = isMultipartList(type) && member(media, 'encoding') !== null
  if (isUnnamed) reader.note(media, 'Media Type', 'encoding', 'notCompiled')
  const read = entries.flatMap(([name, each]) => {
    const node = objectNode(reader, each, 'an encoding')
    if (node === null) return []
    checkKeys(reader, node, shape)
    return [
      {
        name,
        contentType: stringKey(reader, node, 'contentType'),
        ...writing(reader, node, type),
        headers: partHeaders(reader, node, type, readHeaders(reader, node)),
      },
    ]
  })
  return isUnnamed ? read.slice(read.length - places.length) : read
}

/** Those of parts by their positions (3.2, 4.14.5.2), which a list of parts alone has. */
const byPosition = (reader: Reader, media: ObjectNode, type: string): readonly Entry[] => {
  const first = limitedItems(reader, media, 'prefixEncoding', 'alternativesMax').map(
    (each, i): Entry => [String(i), each],
  )
  const others = member(media, 'itemEncoding')
  const all: readonly Entry[] = others === null ? first : [...first, ['*', others]]
  if (isMultipartList(type) && describesList(reader, media)) return all
  for (const key of ['prefixEncoding', 'itemEncoding'])
    if (member(media, key) !== null) reader.note(media, 'Media Type', key, 'notCompiled')
  return []
}

type Entry = readonly [string, Node]

/** Whether a media type is a list of parts: has `itemSchema`, or the schema of an array. */
const describesList = (reader: Reader, media: ObjectNode): boolean => {
  if (member(media, 'itemSchema') !== null) return true
  const start = member(media, 'schema')
  const schema = start === null ? null : follow(reader, start)
  if (schema === null || !isObjectNode(schema)) return false
  const { type } = schema.value
  const types: readonly unknown[] = isList(type) ? type : [type]
  return types.includes('array')
}

/** Only parts have headers (3.1, 4.8.15); nothing takes other bodies than those of parts apart. */
const partHeaders = (
  reader: Reader,
  node: ObjectNode,
  type: string,
  headers: readonly ResponseHeader[],
): PartHeaders | null => {
  const map = member(node, 'headers')
  if (map === null) return null
  if (!type.startsWith('multipart/')) reader.note(node, 'Encoding', 'headers', 'notCompiled')
  if (!type.startsWith('multipart/')) return null
  const named = headersOfPart(reader, headers)
  if (named.length === 0) return null
  const id = `${reader.idOf(map)}/headers`
  const required = named.filter((header) => header.required).map(({ name }) => name)
  // What is read twice, behind references, is one schema.
  if (!reader.madeSchemas.has(id))
    reader.madeSchemas.set(id, {
      ...bareSchema(id, atKey(map)),
      types: ['object'],
      properties: named.map(({ name, schema }) => ({
        name,
        schema: schema ?? schemaAt(reader, { ...map, value: true }),
        required: required.includes(name),
      })),
      required,
    })
  const written = named.flatMap((header) => {
    const way = wayOf(header)
    return way === null ? [] : [[header.name, way] as const]
  })
  return { schema: id, written: Object.fromEntries(written) }
}

/** What frames a part: who writes one writes these for it, and a second one would contradict (RFC 7578, 4.2). */
const framing = ['content-disposition', 'content-transfer-encoding']

/** By their names in lower case, without those that differ in case only. */
const headersOfPart = (
  reader: Reader,
  headers: readonly ResponseHeader[],
): readonly ResponseHeader[] => {
  const named = new Map<string, ResponseHeader>()
  for (const header of headers) {
    const name = header.name.toLowerCase()
    const isFraming = framing.includes(name)
    if (!isFraming && !named.has(name)) {
      named.set(name, { ...header, name })
      continue
    }
    const why = isFraming ? 'whoever writes the part writes it' : 'it is there in another case'
    const message = `the header \`${header.name}\` of a part is ignored: ${why}`
    reader.report('NX2220', { message, at: header.at })
  }
  return [...named.values()]
}

const wayOf = ({ contentType, explode }: ResponseHeader): PartHeaders['written'][string] | null => {
  if (contentType !== null) return isJson(contentType) ? 'json' : 'text'
  return explode ? 'exploded' : null
}

const asAll = { separators: [], style: null } as const

const writing = (
  reader: Reader,
  node: ObjectNode,
  type: string,
): Pick<Encoding, 'separators' | 'style'> => {
  const style = wordKey(reader, node, 'style', styles) ?? 'form'
  const explode = booleanKey(reader, node, 'explode') ?? style === 'form'
  booleanKey(reader, node, 'allowReserved')
  const said = (['style', 'explode', 'allowReserved'] as const).filter(
    (key) => member(node, key) !== null,
  )
  if (said.length === 0) return asAll
  const written = { style, explode, at: atMember(node, said[0] ?? 'style') }
  if (type === 'application/x-www-form-urlencoded') return { ...asAll, style: written }
  // 3.0 has them of urlencoded forms only; texts of parts are not escaped, and have no brackets.
  const isOfParts = type === 'multipart/form-data' && !reader.isDraft4 && style !== 'deepObject'
  if (isOfParts) return { separators: explode ? [] : [separators[style]], style: written }
  for (const key of said) reader.note(node, 'Encoding', key, 'notCompiled')
  return asAll
}

const separators: Record<Exclude<(typeof styles)[number], 'deepObject'>, ListSeparator> = {
  form: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
} satisfies { readonly [style in ParameterStyle]?: ListSeparator }
