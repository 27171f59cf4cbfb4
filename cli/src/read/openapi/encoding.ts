// Owns the Encoding Object: how a part or field of a form is written (OpenAPI 3.1, 4.8.15).

import type { Encoding, ListSeparator, ParameterStyle } from '../../ir/operation.js'
import {
  booleanKey,
  checkKeys,
  mapEntries,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from './keys.js'
import { atMember, member, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'

const shape: Shape = { name: 'Encoding', required: [] }
const styles = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const

/** Reads the `encoding` of a media type. */
export const readEncoding = (
  reader: Reader,
  media: ObjectNode,
  type: string,
): readonly Encoding[] =>
  mapEntries(reader, media, 'encoding').flatMap(([name, each]) => {
    const node = objectNode(reader, each, 'an encoding')
    if (node === null) return []
    checkKeys(reader, node, shape)
    return [
      { name, contentType: stringKey(reader, node, 'contentType'), ...writing(reader, node, type) },
    ]
  })

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
