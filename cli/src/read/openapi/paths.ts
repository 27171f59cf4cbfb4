// Owns the Paths Object.

import type { Operation } from '../../ir/operation.js'
import { mapEntries } from './keys.js'
import { atKey, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'

/** Reads every operation in document order; `readItem` reads those of one path. */
export const readPaths = (
  reader: Reader,
  root: ObjectNode,
  readItem: (path: string, item: Node) => readonly Operation[],
): readonly Operation[] =>
  mapEntries(reader, root, 'paths').flatMap(([path, item]) => {
    if (!path.startsWith('/')) {
      reader.report('NX2117', {
        message: `the path \`${path}\` does not start with \`/\``,
        at: atKey(item),
        help: `write \`/${path}\``,
      })
    }
    return readItem(path, item)
  })
