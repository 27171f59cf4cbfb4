// Owns the Components Object: reading what nothing refers to as well, so that its defects show.

import { keywords } from '../../ir/keywords.js'
import { checkKeys, mapEntries, objectKey, type Shape } from './keys.js'
import { checkMediaType, readHeader } from './media-type.js'
import { atKey, type Node, type ObjectNode } from './node.js'
import { readParameter } from './parameter.js'
import type { Reader } from './reader.js'
import { readRequestBody } from './request-body.js'
import { readResponse } from './response.js'
import { schemaAt } from './schema/schema-at.js'

const shape: Shape = {
  name: 'Components',
  required: [],
}

const kinds = Object.keys(keywords.Components).filter((kind) => kind !== 'pathItems')

/** Checks `components` and asks for every schema in it. */
export const readComponents = (reader: Reader, root: ObjectNode): ObjectNode | null => {
  const node = objectKey(reader, root, 'components')
  if (node === null) return null
  checkKeys(reader, node, shape)
  for (const kind of kinds) {
    for (const [name, component] of mapEntries(reader, node, kind)) {
      if (!/^[A-Za-z0-9._-]+$/.test(name)) badName(reader, name, atKey(component))
      readers[kind]?.(reader, component)
    }
  }
  return node
}

// What operations refer to is read there again; here it only has to be sound.
const readers: Readonly<Record<string, (reader: Reader, node: Node) => unknown>> = {
  schemas: schemaAt,
  parameters: readParameter,
  requestBodies: readRequestBody,
  responses: (reader, node) => readResponse(reader, 'default', node),
  headers: readHeader,
  mediaTypes: checkMediaType,
}

// Names that older generators write (`Page«Order»`): references find them, and generated names are made of their letters.
const badName = (reader: Reader, name: string, at: ReturnType<typeof atKey>): void => {
  const message = `\`${name}\` is not a component name`
  if (name.trim() === '') reader.report('NX2008', { message, at, help })
  else reader.report('NX2222', { message, at })
}

const help =
  'names of components are made of letters, digits, `.`, `-` and `_` (OpenAPI 3.1, 4.8.7)'
