// Owns printing ABI types as TypeScript types.

import type { AbiType } from '../../ir/contract.js'
import { type FieldPlan, fieldsOf, typeKey } from '../../ir/plan/contract-types.js'
import type { ContractModule, EventPlan } from '../../ir/plan/contracts.js'
import { type Code, code, ident, join, key } from '../code/code.js'
import type { RuntimeType, RuntimeValue } from '../code/runtime-symbols.js'

/** What the printers of types and codecs need of a module, and where they ask for what they name. */
export interface ContractPrinting extends Pick<ContractModule, 'structNames' | 'codecNames'> {
  /** A function of `@nexusrt/runtime/web3`. */
  readonly use: (name: RuntimeValue<Web3>) => Code
  /** A type of it. */
  readonly useType: (name: RuntimeType<Web3>) => Code
}

type Web3 = '@nexusrt/runtime/web3'

/** Numbers hold up to 48 bits, as abitype and viem have it; wider integers are bigints. */
export const numberBitsMax = 48

/** `bigint`, `Address`, `readonly Holding[]`, `{ readonly amount: bigint }`. */
export const typeText = (type: AbiType, printing: ContractPrinting): Code => {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return type.bits <= numberBitsMax ? code`number` : code`bigint`
    case 'address':
      return printing.useType('Address')
    case 'bool':
      return code`boolean`
    case 'string':
      return code`string`
    case 'bytes':
    case 'fixedBytes':
    case 'function':
      return printing.useType('Hex')
    case 'array':
      return code`readonly ${itemText(type.item, printing)}[]`
    case 'tuple': {
      const name = printing.structNames.get(typeKey(type))
      return name === undefined ? objectText(fieldsOf(type.components), printing) : ident(name)
    }
  }
}

/** `readonly` binds weaker than `[]`. */
const itemText = (item: AbiType, printing: ContractPrinting): Code =>
  item.kind === 'array' ? code`(${typeText(item, printing)})` : typeText(item, printing)

/** An object type on one line; an empty one holds nothing. */
export const objectText = (fields: readonly FieldPlan[], printing: ContractPrinting): Code => {
  if (fields.length === 0) return code`Record<never, never>`
  return code`{ ${join(
    fields.map((field) => fieldText(field, printing)),
    '; ',
  )} }`
}

/** As `objectText`; where a log has only the hash of a value, that is what there is. */
export const eventText = ({ fields }: EventPlan, printing: ContractPrinting): Code =>
  objectText(
    fields.map(({ name, type, place }) =>
      place === 'hash' ? { name, type: { kind: 'fixedBytes', size: 32 } as const } : { name, type },
    ),
    printing,
  )

export const fieldText = (field: FieldPlan, printing: ContractPrinting): Code =>
  code`readonly ${key(field.name)}: ${typeText(field.type, printing)}`

/** What a read resolves to: nothing, the one value, or an object of all. */
export const resultText = (outputs: readonly FieldPlan[], printing: ContractPrinting): Code => {
  const [only] = outputs
  if (!only) return code`void`
  return outputs.length === 1 ? typeText(only.type, printing) : objectText(outputs, printing)
}
