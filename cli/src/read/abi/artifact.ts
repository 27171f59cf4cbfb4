// Owns finding the ABI array and the contract's name in an artifact. Reads no ABI entry.

import { isRecord, type UnknownRecord } from '../../ir/json-values.js'
import type { Findings } from './findings.js'
import { describe, own } from './json.js'

/** Where the ABI stood in its file. */
export interface LocatedAbi {
  readonly name: string
  readonly entries: readonly unknown[]
  /** JSON pointer of the array. */
  readonly pointer: string
}

/**
 * Bare arrays, Hardhat and Truffle artifacts (`contractName`, `abi`), Foundry's (`abi`,
 * `bytecode.object`, named by their file) and 0x's (`compilerOutput.abi`).
 */
export const locateAbi = (root: unknown, findings: Findings): LocatedAbi | null => {
  if (Array.isArray(root)) {
    return { name: nameFromFile(findings.file), entries: root, pointer: '' }
  }
  if (!isRecord(root)) {
    findings.report(
      'NX3002',
      '',
      `an ABI is a JSON array or an artifact, this is ${describe(root)}`,
    )
    return null
  }
  const place = placeOf(root)
  if (!place) return reportMissing(root, findings)
  return { name: nameOf(root, findings), entries: place.entries, pointer: place.pointer }
}

interface AbiPlace {
  readonly entries: readonly unknown[]
  readonly pointer: string
}

const placeOf = (root: UnknownRecord): AbiPlace | null => {
  const direct = own(root, 'abi')
  if (Array.isArray(direct)) return { entries: direct, pointer: '/abi' }
  const output = own(root, 'compilerOutput')
  const nested = isRecord(output) ? own(output, 'abi') : undefined
  return Array.isArray(nested) ? { entries: nested, pointer: '/compilerOutput/abi' } : null
}

const reportMissing = (root: UnknownRecord, findings: Findings): null => {
  const abi = own(root, 'abi')
  if (abi !== undefined) {
    findings.report('NX3002', '/abi', `\`abi\` must be an array, this is ${describe(abi)}`, {
      help: "a contract's artifact holds its ABI as a JSON array",
    })
  } else {
    findings.report('NX3002', '', 'this JSON object has no `abi`', {
      help: 'artifacts of Hardhat, Foundry and Truffle have one; build outputs of a whole project do not',
    })
  }
  return null
}

const nameOf = (root: UnknownRecord, findings: Findings): string => {
  const name = own(root, 'contractName')
  return typeof name === 'string' && namePattern.test(name) ? name : nameFromFile(findings.file)
}

/** A Solidity identifier, short enough to be a file's name. */
const namePattern = /^[A-Za-z_$][A-Za-z0-9_$]{0,127}$/

/** `abi/my-token.json` -> `MyToken`. */
const nameFromFile = (file: string): string => {
  const base = file.split(/[\\/]/).pop() ?? ''
  const stem = base.replace(/\.json$/i, '').replace(/\.(abi|artifact)$/i, '')
  const words = stem.split(/[^A-Za-z0-9_$]+/).filter((word) => word !== '')
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  if (name === '') return 'Contract'
  const safe = /^[0-9]/.test(name) ? `Contract${name}` : name
  return safe.slice(0, 128)
}
