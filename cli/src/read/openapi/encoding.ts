// Owns the Encoding Object: how a part or field of a form is written (OpenAPI 3.1, 4.8.15).

import { isJson } from '../../ir/media-types.js'
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
  mapEntries,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from './keys.js'
import { atKey, atMember, member, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
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
): readonly Encoding[] =>
  mapEntries(reader, media, 'encoding').flatMap(([name, each]) => {
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

/** Only parts have headers (3.1, 4.8.15); nothing takes other bodies than forms apart. */
const partHeaders = (
  reader: Reader,
  node: ObjectNode,
  type: string,
  headers: readonly ResponseHeader[],
): PartHeaders | null => {
  const map = member(node, 'headers')
  if (map === null) return null
  if (type !== 'multipart/form-data') reader.note(node, 'Encoding', 'headers', 'notCompiled')
  if (type !== 'multipart/form-data') return null
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
