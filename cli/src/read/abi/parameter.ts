// Owns reading parameter lists: inputs, outputs and tuple components.

import type { AbiParameter } from '../../ir/contract.js'
import { isRecord, type UnknownRecord } from '../../ir/json-values.js'
import type { Findings } from './findings.js'
import { describe, own, quote } from './json.js'
import { abiDepthMax, abiNameCharsMax, abiParametersMax } from './limits.js'
import { readType } from './type.js'

/** A Solidity or Vyper identifier. */
export const identifierPattern = /^[A-Za-z_$][A-Za-z0-9_$]*$/

/** What the lists of one entry share: where findings go, and whether `indexed` makes sense. */
export interface ParameterScope {
  readonly findings: Findings
  /** Only events have indexed inputs. */
  readonly indexable: boolean
  /** What the list belongs to, for messages: `function`, `event`. */
  readonly owner: string
  /** Counts parameters over all levels of the entry. */
  readonly count: { value: number }
}

/** Reads the list under `key` of `entry`; an absent list is empty. Null after reporting. */
export const readParameters = (
  entry: UnknownRecord,
  key: string,
  pointer: string,
  scope: ParameterScope,
): readonly AbiParameter[] | null => {
  const list = own(entry, key)
  if (list === undefined) return []
  return readList(list, `${pointer}/${key}`, 0, scope)
}

const readList = (
  list: unknown,
  pointer: string,
  depth: number,
  scope: ParameterScope,
): readonly AbiParameter[] | null => {
  const { findings } = scope
  if (!Array.isArray(list)) {
    findings.report(
      'NX3004',
      pointer,
      `a parameter list must be an array, this is ${describe(list)}`,
    )
    return null
  }
  scope.count.value += list.length
  if (scope.count.value > abiParametersMax || depth > abiDepthMax) {
    findings.report(
      'NX3007',
      pointer,
      'this entry has too many or too deeply nested parameters (limits abiParametersMax, abiDepthMax)',
      {
        help: `an entry may have ${abiParametersMax} parameters on ${abiDepthMax} levels`,
      },
    )
    return null
  }
  const read = list.map((item, index) => readParameter(item, `${pointer}/${index}`, depth, scope))
  if (!read.every((parameter) => parameter !== null)) return null
  warnOfTwins(read, pointer, findings)
  return read
}

/** Solidity allows a name only once; the fields of the generated client get a suffix. */
const warnOfTwins = (list: readonly AbiParameter[], pointer: string, findings: Findings): void => {
  const seen = new Set<string>()
  list.forEach(({ name }, index) => {
    if (name !== '' && seen.has(name)) {
      const message = `two parameters are named ${quote(name)}; the second one becomes \`${name}_${index}\``
      findings.report('NX3012', `${pointer}/${index}/name`, message)
    }
    seen.add(name)
  })
}

const readParameter = (
  item: unknown,
  pointer: string,
  depth: number,
  scope: ParameterScope,
): AbiParameter | null => {
  const { findings } = scope
  if (!isRecord(item)) {
    findings.report('NX3004', pointer, `a parameter must be an object, this is ${describe(item)}`)
    return null
  }
  const name = readName(item, pointer, findings)
  const indexed = readIndexed(item, pointer, depth, scope)
  const text = own(item, 'type')
  if (typeof text !== 'string') {
    findings.report('NX3006', pointer, `\`type\` must be a string, it is ${describe(text)}`, {
      help: 'every ABI parameter names its type, such as "uint256"',
    })
    return null
  }
  const components = () => readComponents(item, pointer, depth, scope)
  const type = readType(text, structNameOf(item), components, `${pointer}/type`, findings)
  return name === null || indexed === null || type === null ? null : { name, type, indexed }
}

const readName = (item: UnknownRecord, pointer: string, findings: Findings): string | null => {
  const name = own(item, 'name') ?? ''
  if (name === '') return ''
  if (typeof name === 'string' && name.length <= abiNameCharsMax && identifierPattern.test(name)) {
    return name
  }
  const shown = typeof name === 'string' ? quote(name) : describe(name)
  findings.report('NX3005', `${pointer}/name`, `a parameter cannot be named ${shown}`)
  return null
}

const readIndexed = (
  item: UnknownRecord,
  pointer: string,
  depth: number,
  scope: ParameterScope,
): boolean | null => {
  const indexed = own(item, 'indexed')
  if (indexed === undefined) return false
  if (scope.indexable && depth === 0 && typeof indexed === 'boolean') return indexed
  const message = scope.indexable
    ? "`indexed` must be true or false, on an event's own inputs"
    : `\`indexed\` belongs to events, this is an input or output of a ${scope.owner}`
  scope.findings.report('NX3008', `${pointer}/indexed`, message, {
    help: 'this artifact is corrupted: compile the contract again and use what the compiler wrote',
    part: 'key',
  })
  return null
}

const readComponents = (
  item: UnknownRecord,
  pointer: string,
  depth: number,
  scope: ParameterScope,
): readonly AbiParameter[] | null => {
  const components = readList(own(item, 'components'), `${pointer}/components`, depth + 1, scope)
  if (components?.length === 0) {
    scope.findings.report('NX3006', `${pointer}/components`, 'a tuple has at least one component', {
      help: 'Solidity has no empty structs; compile the contract again',
    })
    return null
  }
  return components
}

/** `struct Pool.Key[]` -> `Pool.Key`; null for a tuple without a name that can be trusted. */
const structNameOf = (item: UnknownRecord): string | null => {
  const text = own(item, 'internalType')
  if (typeof text !== 'string' || text.length > abiNameCharsMax) return null
  const match = /^struct ([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)(?:\[\d*\])*$/.exec(text)
  return match?.[1] ?? null
}
