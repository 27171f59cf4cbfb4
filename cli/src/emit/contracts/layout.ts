// Owns how the ABI lays a value out: what is dynamic, and how many bytes a head takes.
// Contract ABI Specification, "Formal Specification of the Encoding".

import type { AbiType } from '../../ir/contract.js'

/** A dynamic value stands behind an offset. */
export const isDynamic = (type: AbiType): boolean => {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return true
    case 'array':
      return type.length === null || isDynamic(type.item)
    case 'tuple':
      return type.components.some((component) => isDynamic(component.type))
    default:
      return false
  }
}

/** Bytes in the head of whatever holds the value: 32 for an offset. */
export const headBytes = (type: AbiType): number => (isDynamic(type) ? 32 : bodyBytes(type))

/** Bytes of the value's own head, where it stands itself. */
const bodyBytes = (type: AbiType): number => {
  if (type.kind === 'array') return (type.length ?? 1) * headBytes(type.item)
  if (type.kind === 'tuple') return headBytesOf(type.components)
  return 32
}

/** Bytes of the head of a list of values. */
export const headBytesOf = (list: readonly { readonly type: AbiType }[]): number =>
  list.reduce((sum, { type }) => sum + headBytes(type), 0)
