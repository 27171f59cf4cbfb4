// Owns reading the `constructor` entry; a contract has one at most.

import type { AbiParameter } from '../../ir/contract.js'
import { type Entry, scopeOf } from './entry.js'
import type { Findings } from './findings.js'
import { readMutability } from './function.js'
import { readParameters } from './parameter.js'

/** What deploying the contract takes. */
export interface ConstructorEntry {
  readonly inputs: readonly AbiParameter[]
  readonly payable: boolean
}

export const readConstructor = (entry: Entry, findings: Findings): ConstructorEntry | null => {
  const scope = scopeOf('constructor', false, findings)
  const inputs = readParameters(entry.node, 'inputs', entry.pointer, scope)
  const mutability = readMutability(entry, findings)
  return inputs && mutability && { inputs, payable: mutability === 'payable' }
}
