// Owns what an operation of every version has alike: its words, and our extensions.

import type { Operation } from '../../ir/operation.js'
import { bodyBytesMaxKey, middlewareKey, streamKey, timeoutMsKey } from './extensions.js'
import { booleanKey, stringKey, stringsKey } from './keys.js'
import type { ObjectNode } from './node.js'
import type { Reader } from './reader.js'

/** The part of an operation that is read in every version alike. */
export const operationWords = (reader: Reader, node: ObjectNode) =>
  ({
    operationId: stringKey(reader, node, 'operationId'),
    tags: stringsKey(reader, node, 'tags'),
    summary: stringKey(reader, node, 'summary'),
    description: stringKey(reader, node, 'description'),
    deprecated: booleanKey(reader, node, 'deprecated') ?? false,
    middleware: middlewareKey(reader, node),
    bodyBytesMax: bodyBytesMaxKey(reader, node),
    timeoutMs: timeoutMsKey(reader, node),
    stream: streamKey(reader, node),
  }) satisfies Partial<Operation>
