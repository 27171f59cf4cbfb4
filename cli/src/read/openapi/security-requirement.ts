// Owns the Security Requirement Object: alternatives of schemes that have to pass together.

import type { SecurityRequirement } from '../../ir/operation.js'
import { arrayKey, objectNode, stringsKey } from './keys.js'
import { atMember, items, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'

/** Reads `security` of the document or of an operation; null when it is not there. */
export const readSecurity = (
  reader: Reader,
  node: ObjectNode,
): readonly SecurityRequirement[] | null => {
  const list = arrayKey(reader, node, 'security')
  if (list === null) return null
  return items(list).flatMap((item) => {
    const requirement = objectNode(reader, item, 'a security requirement')
    if (requirement === null) return []
    return [
      Object.keys(requirement.value).map((scheme) => ({
        scheme,
        scopes: stringsKey(reader, requirement, scheme),
        at: atMember(requirement, scheme),
      })),
    ]
  })
}
