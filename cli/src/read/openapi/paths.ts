// Owns the Paths Object.

import type { Operation, SecurityRequirement } from '../../ir/operation.js'
import { mapEntries } from './keys.js'
import { atKey, type ObjectNode } from './node.js'
import { readPathItem } from './path-item.js'
import type { Reader } from './reader.js'

/** Reads every operation in document order. */
export const readPaths = (
  reader: Reader,
  root: ObjectNode,
  security: readonly SecurityRequirement[],
): readonly Operation[] =>
  mapEntries(reader, root, 'paths').flatMap(([path, item]) => {
    if (!path.startsWith('/')) {
      reader.report('NX2117', {
        message: `the path \`${path}\` does not start with \`/\``,
        at: atKey(item),
        help: `write \`/${path}\``,
      })
    }
    return readPathItem(reader, path, item, security)
  })
