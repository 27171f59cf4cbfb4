// Owns the Paths Object.

import type { Operation } from '../../ir/operation.js'
import { objectKey, patternedEntries } from './keys.js'
import type { Node, ObjectNode } from './node.js'
import { type PathText, readPathText } from './path-text.js'
import type { Reader } from './reader.js'

/** Reads every operation in document order; `readItem` reads those of one path. */
export const readPaths = (
  reader: Reader,
  root: ObjectNode,
  readItem: (route: PathText, item: Node) => readonly Operation[],
): readonly Operation[] => {
  const paths = objectKey(reader, root, 'paths')
  const entries = paths === null ? [] : patternedEntries(reader, paths)
  return entries.flatMap(([path, item]) => readItem(readPathText(reader, path, item), item))
}
