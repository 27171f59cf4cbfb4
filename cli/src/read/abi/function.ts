// Owns reading one `function` entry, in today's form and the one before Solidity 0.5.

import type { AbiFunction, Mutability } from '../../ir/contract.js'
import { type Entry, readEntryName, scopeOf } from './entry.js'
import type { Findings } from './findings.js'
import { describe, own, quote } from './json.js'
import { readParameters } from './parameter.js'
import { selectorOf } from './selector.js'
import { canonicalList } from './type.js'

export const readFunction = (entry: Entry, findings: Findings): AbiFunction | null => {
  const name = readEntryName(entry, 'a function', findings)
  const inputs = readParameters(
    entry.node,
    'inputs',
    entry.pointer,
    scopeOf('function', false, findings),
  )
  const outputs = readParameters(
    entry.node,
    'outputs',
    entry.pointer,
    scopeOf('function', false, findings),
  )
  const mutability = readMutability(entry, findings)
  if (name === null || inputs === null || outputs === null || mutability === null) return null
  const signature = name + canonicalList(inputs)
  const at = findings.at(entry.pointer)
  return { name, signature, selector: selectorOf(signature), inputs, outputs, mutability, at }
}

const isMutability = (value: unknown): value is Mutability =>
  value === 'pure' || value === 'view' || value === 'nonpayable' || value === 'payable'

/** `stateMutability`, or `constant` and `payable` of old compilers; null after reporting. */
export const readMutability = (entry: Entry, findings: Findings): Mutability | null => {
  const { node, pointer } = entry
  const value = own(node, 'stateMutability')
  if (isMutability(value)) return value
  if (value !== undefined) {
    const shown = typeof value === 'string' ? quote(value) : describe(value)
    findings.report('NX3009', `${pointer}/stateMutability`, `${shown} is no state mutability`)
    return null
  }
  if (own(node, 'constant') === true) return 'view'
  return own(node, 'payable') === true ? 'payable' : 'nonpayable'
}
