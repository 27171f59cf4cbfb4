// Owns printing ABI types as TypeScript types.

import type { AbiType } from '../../ir/contract.js'
import { type FieldPlan, fieldsOf, typeKey } from '../../ir/plan/contract-types.js'
import type { ContractModule } from '../../ir/plan/contracts.js'
import { type Code, code, ident, join, key } from '../code.js'

/** What the printers of types and codecs need of a module. */
export type TypeNames = Pick<ContractModule, 'structNames' | 'codecNames'>

/** Numbers hold up to 48 bits, as abitype and viem have it; wider integers are bigints. */
export const numberBitsMax = 48

/** `bigint`, `Address`, `readonly Holding[]`, `{ readonly amount: bigint }`. */
export const typeText = (type: AbiType, names: TypeNames): Code => {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return type.bits <= numberBitsMax ? code`number` : code`bigint`
    case 'address':
      return code`Address`
    case 'bool':
      return code`boolean`
    case 'string':
      return code`string`
    case 'bytes':
    case 'fixedBytes':
    case 'function':
      return code`Hex`
    case 'array':
      return code`readonly ${itemText(type.item, names)}[]`
    case 'tuple': {
      const name = names.structNames.get(typeKey(type))
      return name === undefined ? objectText(fieldsOf(type.components), names) : ident(name)
    }
  }
}

/** `readonly` binds weaker than `[]`. */
const itemText = (item: AbiType, names: TypeNames): Code =>
  item.kind === 'array' ? code`(${typeText(item, names)})` : typeText(item, names)

/** An object type on one line; an empty one holds nothing. */
export const objectText = (fields: readonly FieldPlan[], names: TypeNames): Code => {
  if (fields.length === 0) return code`Record<never, never>`
  return code`{ ${join(
    fields.map((field) => fieldText(field, names)),
    '; ',
  )} }`
}

export const fieldText = (field: FieldPlan, names: TypeNames): Code =>
  code`readonly ${key(field.name)}: ${typeText(field.type, names)}`

/** What a read resolves to: nothing, the one value, or an object of all. */
export const resultText = (outputs: readonly FieldPlan[], names: TypeNames): Code => {
  const [only] = outputs
  if (!only) return code`void`
  return outputs.length === 1 ? typeText(only.type, names) : objectText(outputs, names)
}
