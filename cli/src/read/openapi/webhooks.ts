// Owns `webhooks` (OpenAPI 3.1, 4.8.1): operations that the server calls, at addresses that subscribers gave.

import { mapEntries } from './keys.js'
import type { ObjectNode } from './node.js'
import { readSentItem } from './path-item.js'
import type { Reader } from './reader.js'

/** Reads every webhook in document order into `reader.sent`. */
export const readWebhooks = (reader: Reader, root: ObjectNode): void => {
  if (reader.isDraft4) return
  for (const [key, item] of mapEntries(reader, root, 'webhooks')) {
    for (const operation of readSentItem(reader, item))
      reader.sent.push({ key, operation, callback: null })
  }
}
