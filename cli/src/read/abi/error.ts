// Owns reading one `error` entry: a Solidity custom error.

import type { AbiError } from '../../ir/contract.js'
import { type Entry, readEntryName, scopeOf } from './entry.js'
import type { Findings } from './findings.js'
import { readParameters } from './parameter.js'
import { selectorOf } from './selector.js'
import { canonicalList } from './type.js'

export const readError = (entry: Entry, findings: Findings): AbiError | null => {
  const name = readEntryName(entry, 'an error', findings)
  const inputs = readParameters(
    entry.node,
    'inputs',
    entry.pointer,
    scopeOf('error', false, findings),
  )
  if (name === null || inputs === null) return null
  const signature = name + canonicalList(inputs)
  return {
    name,
    signature,
    selector: selectorOf(signature),
    inputs,
    at: findings.at(entry.pointer),
  }
}
