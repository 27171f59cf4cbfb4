// Owns what functions, events and errors share: the name and the signature.

import type { UnknownRecord } from '../../ir/json-values.js'
import type { Findings } from './findings.js'
import { describe, own, quote } from './json.js'
import { abiNameCharsMax } from './limits.js'
import { identifierPattern, type ParameterScope } from './parameter.js'

/** One element of the ABI array and where it stands. */
export interface Entry {
  readonly node: UnknownRecord
  readonly pointer: string
}

/** The entry's name; null after reporting that it has none that code could carry. */
export const readEntryName = (entry: Entry, owner: string, findings: Findings): string | null => {
  const name = own(entry.node, 'name')
  if (typeof name === 'string' && name.length <= abiNameCharsMax && identifierPattern.test(name)) {
    return name
  }
  const shown =
    typeof name === 'string'
      ? `cannot be named ${quote(name)}`
      : `needs a name, it is ${describe(name)}`
  const pointer = name === undefined ? entry.pointer : `${entry.pointer}/name`
  findings.report('NX3005', pointer, `${owner} ${shown}`)
  return null
}

export const scopeOf = (owner: string, indexable: boolean, findings: Findings): ParameterScope => ({
  findings,
  indexable,
  owner,
  count: { value: 0 },
})
