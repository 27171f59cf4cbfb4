// Owns printing the ABI itself, as a constant that abitype, viem and ethers understand.

import { abiTypeText } from '../../ir/abi-type-text.js'
import type { AbiParameter, AbiType, Contract } from '../../ir/contract.js'
import type { JsonValue } from '../../ir/schema.js'
import { type Code, code, join, json } from '../code/code.js'

/** The entries of `export const tokenAbi = [...]`, one line each. */
export const abiEntries = (contract: Contract): Code =>
  join(
    entriesOf(contract).map((entry) => code`${json(entry)},`),
    '\n',
  )

type Entry = { readonly [key: string]: JsonValue }

const entriesOf = (contract: Contract): readonly Entry[] => [
  ...constructorEntry(contract),
  ...contract.functions.map((fn) => ({
    type: 'function',
    name: fn.name,
    stateMutability: fn.mutability,
    inputs: fn.inputs.map(parameter),
    outputs: fn.outputs.map(parameter),
  })),
  ...contract.events.map((event) => ({
    type: 'event',
    name: event.name,
    inputs: event.inputs.map((input) => ({ ...parameter(input), indexed: input.indexed })),
    ...(event.anonymous ? { anonymous: true } : {}),
  })),
  ...contract.errors.map((error) => ({
    type: 'error',
    name: error.name,
    inputs: error.inputs.map(parameter),
  })),
]

const constructorEntry = (contract: Contract): readonly Entry[] =>
  contract.constructorInputs.length === 0 && !contract.constructorPayable
    ? []
    : [
        {
          type: 'constructor',
          stateMutability: contract.constructorPayable ? 'payable' : 'nonpayable',
          inputs: contract.constructorInputs.map(parameter),
        },
      ]

const parameter = ({ name, type }: AbiParameter): Entry => {
  const tuple = tupleOf(type)
  const text = typeText(type)
  return tuple
    ? { name, type: text, components: tuple.components.map(parameter) }
    : { name, type: text }
}

const tupleOf = (type: AbiType): Extract<AbiType, { kind: 'tuple' }> | null => {
  if (type.kind === 'array') return tupleOf(type.item)
  return type.kind === 'tuple' ? type : null
}

const typeText = (type: AbiType): string => abiTypeText(type, () => 'tuple')
