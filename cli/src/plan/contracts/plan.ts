// Owns planning the contract clients: which modules there are and what everything in them is called.

import type { AbiFunction, AbiType, Contract } from '../../ir/contract.js'
import { fieldsOf, overloadedNames } from '../../ir/plan/contract-types.js'
import type {
  ContractInput,
  ContractModule,
  ContractsPlan,
  ContractWire,
  ErrorPlan,
  EventPlan,
  FunctionPlan,
  ModuleNames,
} from '../../ir/plan/contracts.js'
import { boundedName, fileName, hashOf, lowerFirst, pascal } from '../names/names.js'
import { Bindings } from './bindings.js'
import { planTypes } from './types.js'

/**
 * Decides files and names. Two keys may share one ABI, and so one module; contracts that only share
 * a name get modules named after their keys, so that adding one never renames another's members.
 *
 * @example planContracts([{ key: 'token', contract, abiFile: 'abi/Token.json' }]).modules[0]?.file // 'token'
 */
export const planContracts = (inputs: readonly ContractInput[]): ContractsPlan => {
  const sorted = [...inputs].sort((a, b) => (a.key < b.key ? -1 : 1))
  const files = new Map<string, { readonly names: Set<string>; readonly inputs: ContractInput[] }>()
  for (const input of sorted) {
    const stem = fileName(input.contract.name)
    const entry = files.get(stem) ?? { names: new Set(), inputs: [] }
    entry.names.add(identityOf(input.contract))
    entry.inputs.push(input)
    files.set(stem, entry)
  }
  const modules = new Map<string, ContractModule>()
  const wires: ContractWire[] = []
  const wiringNames = namesOfWiring()
  const aliases = new Map<string, string>()
  for (const input of sorted) {
    const stem = fileName(input.contract.name)
    const qualifier = (files.get(stem)?.names.size ?? 1) > 1 ? input.key : null
    const file = freeFile(
      qualifier === null ? stem : `${stem}-${fileName(qualifier)}`,
      input,
      modules,
    )
    const planned = modules.get(file) ?? planModule(input, file, qualifier)
    modules.set(file, planned)
    const { className } = planned.names
    const alias = aliases.get(file) ?? wiringNames.claim(className, 'Client')
    aliases.set(file, alias)
    wires.push({ key: input.key, className, alias, module: `contracts/${file}` })
  }
  return { modules: [...modules.values()].sort((a, b) => (a.file < b.file ? -1 : 1)), wires }
}

/** Bindings that `contracts.ts` has anyway. */
const namesOfWiring = (): Bindings => {
  const names = new Bindings()
  for (const name of ['Contracts', 'ContractsConfig', 'OpenContracts']) names.claim(name)
  for (const name of ['openContracts', 'connectContracts']) names.claim(name)
  return names
}

const identityOf = (contract: Contract): string => `${contract.at.file} ${contract.name}`

/** Keys such as `a-b` and `a_b` may meet in one file name; the other is told by a hash of its key. */
const freeFile = (
  stem: string,
  input: ContractInput,
  modules: ReadonlyMap<string, ContractModule>,
): string => {
  const there = modules.get(stem)
  const isFree = !there || identityOf(there.contract) === identityOf(input.contract)
  return isFree ? stem : `${stem}-${hashOf(input.key)}`
}

const planModule = (
  input: ContractInput,
  file: string,
  qualifier: string | null,
): ContractModule => {
  const { contract } = input
  const names = new Bindings()
  const full = qualifier === null ? contract.name : `${contract.name}${pascal(qualifier)}`
  const base = boundedName(full, full)
  const exported = claimExports(base, names)
  const types = planTypes(contract, names)
  const overloaded = overloadedNames(contract.functions)
  const isRead = (fn: AbiFunction) => fn.mutability === 'view' || fn.mutability === 'pure'
  const functions = contract.functions.map((fn) => planFunction(fn, overloaded, names))
  return {
    contract,
    source: input.abiFile.replaceAll('\\', '/'),
    file,
    names: exported,
    ...types,
    reads: functions.filter((plan) => isRead(plan.function)),
    writes: functions.filter((plan) => !isRead(plan.function)),
    errors: planErrors(contract),
    events: planEvents(contract),
  }
}

const claimExports = (base: string, names: Bindings): ModuleNames => {
  const className = names.claim(base, 'Contract')
  return {
    className,
    read: names.claim(`${className}Read`),
    write: names.claim(`${className}Write`),
    errors: names.claim(`${className}Errors`),
    events: names.claim(`${className}Events`),
    isError: names.claim(`is${className}Error`),
    abi: names.claim(`${lowerFirst(className)}Abi`),
    spec: names.claim('spec'),
  }
}

const planFunction = (
  fn: AbiFunction,
  overloaded: ReadonlySet<string>,
  names: Bindings,
): FunctionPlan => {
  const many = overloaded.has(fn.name)
  const full = many ? `${fn.name}_${fn.selector.slice(2)}` : fn.name
  const stem = boundedName(full, full)
  const encoder = names.claim(`${stem}Input`)
  const decoder = names.claim(`${stem}Output`)
  return {
    function: fn,
    key: many ? fn.signature : fn.name,
    encoder,
    decoder,
    fields: fieldsOf(fn.inputs),
    locals: names.parameters(fn.inputs.map((input) => input.name)),
    outputs: fieldsOf(fn.outputs),
  }
}

/** `Error` and `Panic` mean Solidity's own; a custom error of that name goes by its signature. */
const standardErrors: ReadonlySet<string> = new Set(['Error', 'Panic'])

const planErrors = (contract: Contract): readonly ErrorPlan[] => {
  const overloaded = overloadedNames(contract.errors)
  return contract.errors.map((error) => ({
    error,
    key:
      overloaded.has(error.name) || standardErrors.has(error.name) ? error.signature : error.name,
    fields: fieldsOf(error.inputs),
  }))
}

const planEvents = (contract: Contract): readonly EventPlan[] => {
  const events = contract.events.filter(({ anonymous }) => !anonymous)
  const overloaded = overloadedNames(events)
  return events.map((event) => ({
    event,
    key: overloaded.has(event.name) ? event.signature : event.name,
    fields: fieldsOf(event.inputs).map((field, index) => ({
      ...field,
      place: event.inputs[index]?.indexed === true ? indexedPlace(field.type) : 'data',
    })),
  }))
}

/** Solidity ABI, "Encoding of Indexed Event Parameters": what may be longer than a word is hashed, structs always. */
const indexedPlace = ({ kind }: AbiType): 'topic' | 'hash' =>
  kind === 'string' || kind === 'bytes' || kind === 'array' || kind === 'tuple' ? 'hash' : 'topic'
