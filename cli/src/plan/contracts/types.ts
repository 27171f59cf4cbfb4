// Owns which structs become interfaces and which types get codec functions, and how they are called.

import type { AbiType, Contract } from '../../ir/contract.js'
import { fieldsOf, typeKey } from '../../ir/plan/contract-types.js'
import type { CodecPlan, StructPlan } from '../../ir/plan/contracts.js'
import { hashOf } from '../names/names.js'
import type { Bindings } from './bindings.js'

type Composite = CodecPlan['type']

/** Every tuple and array of a contract's functions, errors and events, by key, in a stable order. */
interface Found {
  readonly type: Composite
  encodes: boolean
  decodes: boolean
}

const collect = (contract: Contract): ReadonlyMap<string, Found> => {
  const found = new Map<string, Found>()
  for (const fn of contract.functions) {
    for (const input of fn.inputs) visit(input.type, 'encodes', found)
    // What a transaction returns is never seen, so only reads decode.
    const isRead = fn.mutability === 'view' || fn.mutability === 'pure'
    if (isRead) for (const output of fn.outputs) visit(output.type, 'decodes', found)
  }
  for (const error of contract.errors) {
    for (const input of error.inputs) visit(input.type, 'decodes', found)
  }
  for (const event of contract.events.filter(({ anonymous }) => !anonymous)) {
    for (const input of event.inputs) if (!input.indexed) visit(input.type, 'decodes', found)
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const visit = (type: AbiType, use: 'encodes' | 'decodes', found: Map<string, Found>): void => {
  if (type.kind !== 'array' && type.kind !== 'tuple') return
  const key = typeKey(type)
  const entry = found.get(key) ?? { type, encodes: false, decodes: false }
  found.set(key, entry)
  if (entry[use]) return
  entry[use] = true
  if (type.kind === 'array') visit(type.item, use, found)
  else for (const component of type.components) visit(component.type, use, found)
}

/** The type half of a module's plan. */
export interface TypePlan {
  readonly structs: readonly StructPlan[]
  readonly codecs: readonly CodecPlan[]
  readonly structNames: ReadonlyMap<string, string>
  readonly codecNames: ReadonlyMap<string, string>
}

export const planTypes = (contract: Contract, names: Bindings): TypePlan => {
  const found = collect(contract)
  const structs = planStructs(found, names)
  const structNames = new Map(structs.map(({ key, plan }) => [key, plan.name]))
  const codecs: CodecPlan[] = []
  const codecNames = new Map<string, string>()
  for (const [key, { type, encodes, decodes }] of found) {
    const name = claimCodec(codecName(type, structNames), names)
    codecNames.set(key, name)
    codecs.push({ name, type, encodes, decodes })
  }
  return { structs: structs.map(({ plan }) => plan), codecs, structNames, codecNames }
}

interface NamedStruct {
  readonly key: string
  readonly plan: StructPlan
}

const planStructs = (
  found: ReadonlyMap<string, Found>,
  names: Bindings,
): readonly NamedStruct[] => {
  const tuples = [...found].flatMap(([key, { type }]) =>
    type.kind === 'tuple' && type.structName !== null
      ? [{ key, type, source: type.structName }]
      : [],
  )
  const shortCounts = countBy(tuples.map(({ source }) => lastPart(source)))
  const fullCounts = countBy(tuples.map(({ source }) => source))
  return tuples.map(({ key, type, source }) => {
    const fields = fieldsOf(type.components)
    const name = names.claim(structName(source, key, shortCounts, fullCounts), 'Struct')
    return { key, plan: { name, source, fields } }
  })
}

/** `Key`; `PoolKey` when two structs are called Key; a hash when even `Pool.Key` has two shapes. */
const structName = (
  source: string,
  key: string,
  shortCounts: ReadonlyMap<string, number>,
  fullCounts: ReadonlyMap<string, number>,
): string => {
  const full = source.replaceAll('.', '')
  if ((fullCounts.get(source) ?? 0) > 1) return `${full}${hashOf(key)}`
  return (shortCounts.get(lastPart(source)) ?? 0) > 1 ? full : lastPart(source)
}

const lastPart = (source: string): string => source.slice(source.lastIndexOf('.') + 1)

const countBy = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** `HoldingList`, `Uint256List3`, `Tuple1f3a5c7e`. */
const codecName = (type: AbiType, structNames: ReadonlyMap<string, string>): string => {
  if (type.kind === 'array') return `${codecName(type.item, structNames)}List${type.length ?? ''}`
  if (type.kind === 'tuple')
    return structNames.get(typeKey(type)) ?? `Tuple${hashOf(typeKey(type))}`
  const key = typeKey(type)
  return key.charAt(0).toUpperCase() + key.slice(1)
}

/** A codec's name stands for two bindings, `encodeX` and `decodeX`. */
const claimCodec = (preferred: string, names: Bindings): string => {
  let name = preferred
  while (names.has(`encode${name}`) || names.has(`decode${name}`)) name += '_'
  names.claim(`encode${name}`)
  names.claim(`decode${name}`)
  return name
}
