// Owns reading an ABI file into a Contract. Each kind of entry is read by its own file.

import type { PassResult } from '../../diagnostics/diagnostic.js'
import type { AbiError, AbiEvent, AbiFunction, Contract } from '../../ir/contract.js'
import { isRecord } from '../../ir/json-values.js'
import { type LocatedAbi, locateAbi } from './artifact.js'
import { type ConstructorEntry, readConstructor } from './constructor.js'
import type { Entry } from './entry.js'
import { readError } from './error.js'
import { readEvent } from './event.js'
import { Findings } from './findings.js'
import { readFunction } from './function.js'
import { describe, own, quote } from './json.js'
import { abiEntriesMax, abiFileBytesMax } from './limits.js'
import { standardsOf } from './standards.js'

/** An ABI file's text, and its path as the user named it. */
export interface AbiSource {
  readonly file: string
  readonly text: string
}

/**
 * Reads a bare ABI array or an artifact of Hardhat, Foundry, Truffle or 0x. Never throws: what is
 * wrong becomes diagnostics NX3001 to NX3012, and with an error there is no contract.
 *
 * @example readAbi({ file: 'abi/Token.json', text: '[]' }).value?.name // 'Token'
 */
export const readAbi = (source: AbiSource): PassResult<Contract> => {
  const findings = new Findings(source.file)
  const root = parse(source.text, findings)
  const located = root === undefined ? null : locateAbi(root, findings)
  const contract = located && readContract(located, findings)
  return { value: findings.errorCount === 0 ? contract : null, diagnostics: findings.list }
}

const parse = (text: string, findings: Findings): unknown => {
  if (text.length > abiFileBytesMax) {
    findings.report(
      'NX3007',
      '',
      `this file is larger than ${abiFileBytesMax / 1024 / 1024} MiB (limit abiFileBytesMax)`,
      {
        help: 'pass the artifact of one contract, not a build-info file',
      },
    )
    return undefined
  }
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    findings.report('NX3001', '', `this file is not JSON: ${quote(cause)}`)
    return undefined
  }
}

/** What the entries are sorted into while they are read. */
interface Draft {
  readonly functions: AbiFunction[]
  readonly events: AbiEvent[]
  readonly errors: AbiError[]
  readonly constructors: (ConstructorEntry & { readonly pointer: string })[]
}

const readContract = (located: LocatedAbi, findings: Findings): Contract | null => {
  if (located.entries.length > abiEntriesMax) {
    findings.report(
      'NX3007',
      located.pointer,
      `an ABI has at most ${abiEntriesMax} entries (limit abiEntriesMax)`,
    )
    return null
  }
  const draft: Draft = { functions: [], events: [], errors: [], constructors: [] }
  located.entries.forEach((node, index) => {
    readEntry(node, `${located.pointer}/${index}`, draft, findings)
  })
  reportDuplicates(draft, findings)
  return {
    name: located.name,
    at: findings.at(located.pointer),
    constructorInputs: draft.constructors[0]?.inputs ?? [],
    constructorPayable: draft.constructors[0]?.payable ?? false,
    functions: draft.functions,
    events: distinct(draft.events),
    errors: distinct(draft.errors),
    standards: standardsOf(draft.functions, draft.events),
  }
}

const readEntry = (node: unknown, pointer: string, draft: Draft, findings: Findings): void => {
  if (!isRecord(node)) {
    findings.report(
      'NX3003',
      pointer,
      `an ABI entry must be an object, this is ${describe(node)}`,
      {
        help: 'human-readable ABIs are not read; compile the contract and use its JSON ABI',
      },
    )
    return
  }
  const entry: Entry = { node, pointer }
  const type = own(node, 'type') ?? 'function'
  if (type === 'function') keep(readFunction(entry, findings), draft.functions)
  else if (type === 'event') keep(readEvent(entry, findings), draft.events)
  else if (type === 'error') keep(readError(entry, findings), draft.errors)
  else if (type === 'constructor') {
    const read = readConstructor(entry, findings)
    keep(read && { ...read, pointer }, draft.constructors)
  } else if (type !== 'fallback' && type !== 'receive') reportUnknown(type, pointer, findings)
}

const keep = <T>(read: T | null, list: T[]): void => {
  if (read !== null) list.push(read)
}

const reportUnknown = (type: unknown, pointer: string, findings: Findings): void => {
  const shown = typeof type === 'string' ? quote(type) : describe(type)
  findings.report('NX3003', `${pointer}/type`, `${shown} is no kind of ABI entry`)
}

const reportDuplicates = (draft: Draft, findings: Findings): void => {
  reportTwins(draft.functions, 'function', findings)
  reportTwins(draft.errors, 'error', findings)
  const second = draft.constructors[1]
  if (second) {
    findings.report('NX3011', second.pointer, 'a contract has one constructor', {
      help: 'remove the entries that do not belong to this contract',
    })
  }
}

type Selected = AbiFunction | AbiError

const reportTwins = (list: readonly Selected[], owner: string, findings: Findings): void => {
  const seen = new Map<string, Selected>()
  for (const entry of list) {
    const first = seen.get(entry.selector)
    if (first) reportTwin(first, entry, owner, findings)
    else seen.set(entry.selector, entry)
  }
}

const reportTwin = (first: Selected, second: Selected, owner: string, findings: Findings): void => {
  const related = [{ message: 'first declared here', at: first.at }]
  const name = quote(second.signature)
  if (first.signature !== second.signature) {
    const message = `the ${owner}s ${quote(first.signature)} and ${name} have one selector`
    findings.report('NX3010', second.at.pointer, message, { related })
  } else if (owner === 'function') {
    findings.report('NX3011', second.at.pointer, `the function ${name} is declared twice`, {
      related,
    })
  }
}

/** solc lists an event or error twice when two bases declare it alike; the first one stands for both. */
const distinct = <T extends { readonly signature: string }>(list: readonly T[]): readonly T[] => {
  const first = new Map<string, T>()
  for (const entry of list) if (!first.has(entry.signature)) first.set(entry.signature, entry)
  return [...first.values()]
}
