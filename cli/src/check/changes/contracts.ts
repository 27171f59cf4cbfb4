// Owns comparing two versions of the project's contracts: what of an ABI the project's own code relied on and is
// another now, and what came that it may call.

import { abiTypeText } from '../../ir/abi-type-text.js'
import type { AbiError, AbiFunction, AbiParameter, Contract } from '../../ir/contract.js'
import { overloadedNames, typeKey } from '../../ir/plan/contract-types.js'
import type { Change } from './change.js'
import { type ContractRuleId, rules } from './rules.js'

/** A contract by its key in nexus.config.ts. */
interface Keyed {
  readonly key: string
  readonly contract: Contract
}

/** Every change from `before` to `after` that breaks code which calls the contracts, and every addition. */
export const compareContracts = (
  before: readonly Keyed[],
  after: readonly Keyed[],
): readonly Change[] => {
  const changes: Change[] = []
  const pushTo =
    (operation: string): Push =>
    (rule, place, message, at, side = 'after') => {
      for (const audience of rules[rule].audiences)
        changes.push({ rule, audience, operation, place, message, at, side })
    }
  for (const { key, contract } of before) {
    const name = `contract ${key}`
    const now = after.find((each) => each.key === key)
    if (now === undefined)
      pushTo(name)('contract-removed', '', `${name} was removed`, contract.at, 'before')
    else {
      compareFunctions(contract, now.contract, pushTo(name))
      compareErrors(contract, now.contract, pushTo(name))
    }
  }
  for (const { key, contract } of after) {
    const name = `contract ${key}`
    if (!before.some((each) => each.key === key))
      pushTo(name)('contract-added', '', `${name} was added`, contract.at)
  }
  return changes
}

type Push = (
  rule: ContractRuleId,
  place: string,
  message: string,
  at: Change['at'],
  side?: Change['side'],
) => void

interface Entry {
  readonly name: string
  readonly signature: string
  readonly at: Change['at']
}

/** Entries of the same signature; then those that share a name nobody else has, for their parameters changed. */
const pairs = <T extends Entry>(
  before: readonly T[],
  after: readonly T[],
): { readonly same: readonly (readonly [T, T])[]; readonly gone: T[]; readonly came: T[] } => {
  const same: (readonly [T, T])[] = []
  const rest = new Map(after.map((each) => [each.signature, each]))
  const unmatched: T[] = []
  for (const old of before) {
    const now = rest.get(old.signature)
    if (now === undefined) unmatched.push(old)
    else same.push([old, now])
    rest.delete(old.signature)
  }
  const gone: T[] = []
  for (const old of unmatched) {
    const isOnly = unmatched.every((each) => each === old || each.name !== old.name)
    const [now, ...others] = [...rest.values()].filter(({ name }) => name === old.name)
    if (now === undefined || others.length > 0 || !isOnly) gone.push(old)
    else {
      same.push([old, now])
      rest.delete(now.signature)
    }
  }
  return { same, gone, came: [...rest.values()] }
}

const isRead = ({ mutability }: AbiFunction): boolean =>
  mutability === 'view' || mutability === 'pure'

const compareFunctions = (before: Contract, after: Contract, push: Push): void => {
  const { same, otherwise } = compareEntries(before.functions, after.functions, 'function', push)
  for (const [old, now] of same) {
    const called = otherwise(old, now)
    if (called !== null)
      push('function-called-otherwise', old.signature, `it is called \`${called}\` now`, now.at)
    compareFunction(old, now, (rule, message) => push(rule, old.signature, message, now.at))
  }
}

const words = { function: 'function', error: 'custom error' } as const

/** Says which entries went and came; gives those that both have, and what one is called now that was not before. */
const compareEntries = <T extends Entry>(
  before: readonly T[],
  after: readonly T[],
  kind: keyof typeof words,
  push: Push,
): {
  readonly same: readonly (readonly [T, T])[]
  readonly otherwise: (old: T, now: T) => string | null
} => {
  const { same, gone, came } = pairs(before, after)
  for (const { signature, at } of gone)
    push(`${kind}-removed`, signature, `the ${words[kind]} was removed`, at, 'before')
  for (const { signature, at } of came)
    push(`${kind}-added`, signature, `the ${words[kind]} was added`, at)
  const [was, is] = [overloadedNames(before), overloadedNames(after)]
  const otherwise = (old: T, now: T): string | null => {
    if (was.has(old.name) === is.has(now.name)) return null
    return is.has(now.name) ? now.signature : now.name
  }
  return { same, otherwise }
}

const compareFunction = (
  old: AbiFunction,
  now: AbiFunction,
  push: (rule: ContractRuleId, message: string) => void,
): void => {
  const mutability = `it was \`${old.mutability}\`, is \`${now.mutability}\``
  if (isRead(old) !== isRead(now) || (isPayable(old) && !isPayable(now)))
    push('function-mutability-changed', mutability)
  else if (!isPayable(old) && isPayable(now)) push('function-became-payable', mutability)
  const inputs = isRead(now) ? positional : named
  if (textOf(old.inputs, inputs) !== textOf(now.inputs, inputs))
    push('function-inputs-changed', changed('took', 'takes', old.inputs, now.inputs))
  // What a transaction returns is never seen, and one value has no name.
  const outputs = Math.max(old.outputs.length, now.outputs.length) > 1 ? named : positional
  if (isRead(old) && isRead(now) && textOf(old.outputs, outputs) !== textOf(now.outputs, outputs))
    push('function-outputs-changed', changed('returned', 'returns', old.outputs, now.outputs))
}

const isPayable = ({ mutability }: AbiFunction): boolean => mutability === 'payable'

const compareErrors = (before: Contract, after: Contract, push: Push): void => {
  const { same, otherwise } = compareEntries(before.errors, after.errors, 'error', push)
  for (const [old, now] of same) {
    compareError(old, now, push)
    const called = otherwise(old, now)
    if (called !== null)
      push('error-changed', old.signature, `its \`errorName\` is \`${called}\` now`, now.at)
  }
}

const compareError = (old: AbiError, now: AbiError, push: Push): void => {
  if (textOf(old.inputs, named) !== textOf(now.inputs, named))
    push('error-changed', old.signature, changed('had', 'has', old.inputs, now.inputs), now.at)
}

/** Members of an object have names; arguments of a read have none. */
const named = ({ name, type }: AbiParameter): string => `${typeKey(type)} ${name}`
const positional = ({ type }: AbiParameter): string => typeKey(type)

const textOf = (list: readonly AbiParameter[], of: (parameter: AbiParameter) => string): string =>
  list.map(of).join(', ')

const changed = (
  was: string,
  is: string,
  old: readonly AbiParameter[],
  now: readonly AbiParameter[],
): string => `it ${was} \`(${shown(old)})\`, ${is} \`(${shown(now)})\``

/** As Solidity writes it, structs by what they hold. */
const shown = (list: readonly AbiParameter[]): string =>
  list.map(({ name, type }) => `${shownType(type)}${name === '' ? '' : ` ${name}`}`).join(', ')

const shownType = (type: AbiParameter['type']): string =>
  abiTypeText(type, ({ structName, components }) => `${structName ?? ''}(${shown(components)})`)
