// Owns a Solidity type as text. What stands for a tuple differs by reader: a signature, an ABI, a type's identity.

import type { AbiType } from './contract.js'

export type AbiTuple = Extract<AbiType, { kind: 'tuple' }>

/**
 * The type as Solidity writes it, `tuple` standing for tuples.
 *
 * @example
 * abiTypeText(type, () => 'tuple') // 'tuple[3][]'
 */
export const abiTypeText = (type: AbiType, tuple: (type: AbiTuple) => string): string => {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return `${type.kind}${type.bits}`
    case 'fixedBytes':
      return `bytes${type.size}`
    case 'array':
      return `${abiTypeText(type.item, tuple)}[${type.length ?? ''}]`
    case 'tuple':
      return tuple(type)
    default:
      return type.kind
  }
}
