// Owns what a Schema Object of Swagger 2.0 says in the words of OpenAPI 3.0.

import { isOfVersion } from '../../../ir/keywords/table.js'
import { keywordOf } from '../../../ir/keywords.js'
import type { JsonValue } from '../../../ir/schema.js'
import type { ObjectNode } from '../node.js'

/** The schema without keywords that 2.0 lacks, `type: file` as bytes, a discriminator as an object. */
export const schemaOf20 = (node: ObjectNode): ObjectNode => {
  const value: Record<string, JsonValue> = {}
  for (const key of Object.keys(node.value)) {
    const keyword = keywordOf('Schema', key)
    const each = keyword?.read === true && isOfVersion(keyword, '2.0') ? node.value[key] : undefined
    if (each !== undefined) value[key] = each
  }
  // The extension that tools agree on; 2.0 itself has no null.
  if (node.value['x-nullable'] === true) value.nullable = true
  if (value.type === 'file') Object.assign(value, { type: 'string', format: 'binary' })
  if (typeof value.discriminator === 'string')
    value.discriminator = { propertyName: value.discriminator }
  return { ...node, value }
}
