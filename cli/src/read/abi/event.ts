// Owns reading one `event` entry.

import type { AbiEvent } from '../../ir/contract.js'
import { type Entry, readEntryName, scopeOf } from './entry.js'
import type { Findings } from './findings.js'
import { own } from './json.js'
import { readParameters } from './parameter.js'
import { topicOf } from './selector.js'
import { canonicalList } from './type.js'

/** An event logs its topic and 3 indexed values, an anonymous one 4 indexed values. */
const indexedMax = 3

export const readEvent = (entry: Entry, findings: Findings): AbiEvent | null => {
  const { node, pointer } = entry
  const name = readEntryName(entry, 'an event', findings)
  const inputs = readParameters(node, 'inputs', pointer, scopeOf('event', true, findings))
  const anonymous = own(node, 'anonymous') === true
  if (name === null || inputs === null) return null
  const indexed = inputs.filter((input) => input.indexed).length
  if (indexed > indexedMax + (anonymous ? 1 : 0)) {
    findings.report(
      'NX3008',
      `${pointer}/inputs`,
      `an event cannot have ${indexed} indexed inputs`,
      {
        help: 'the EVM logs at most four topics; compile the contract again',
      },
    )
    return null
  }
  const signature = name + canonicalList(inputs)
  return { name, signature, topic: topicOf(signature), inputs, anonymous, at: findings.at(pointer) }
}
