// Owns the registry of diagnostic codes: one row per code, gathered from one table per pass.
// A code is never reused for another meaning.

import { brief } from './brief.js'
import type { CodeInfo } from './code-info.js'
import { abiCodes } from './codes/abi.js'
import { checkCodes } from './codes/check.js'
import { commandCodes } from './codes/command.js'
import { loadCodes } from './codes/load.js'
import { operationCodes } from './codes/operation.js'
import { planCodes } from './codes/plan.js'
import { readCodes } from './codes/read.js'
import { writeCodes } from './codes/write.js'
import type { Diagnostic, RelatedPlace, SourceRef } from './diagnostic.js'

/** Every code: NX1 load, NX2 read and check, NX3 ABI, NX4 plan, NX5 write, NX9 command line. */
export const codes = {
  ...loadCodes,
  ...readCodes,
  ...checkCodes,
  ...operationCodes,
  ...abiCodes,
  ...planCodes,
  ...writeCodes,
  ...commandCodes,
} as const satisfies Record<string, CodeInfo>

/** Families of codes by what they begin with. */
export const codeFamilies: readonly (readonly [prefix: string, title: string])[] = [
  ['NX1', 'Loading files'],
  ['NX2', 'Reading and checking an OpenAPI document'],
  ['NX3', 'Reading a Solidity ABI'],
  ['NX4', 'Planning'],
  ['NX5', 'Writing files'],
  ['NX9', 'The command line'],
]

export type Code = keyof typeof codes

/** What one occurrence adds to its code. */
export interface Finding {
  readonly message: string
  readonly at: SourceRef | null
  readonly label?: string
  readonly related?: readonly RelatedPlace[]
  /** Replaces the code's own help. */
  readonly help?: string
}

/**
 * Makes a diagnostic with the severity and help of its code. What it quotes of a document is cut where it is
 * longer than anybody reads.
 *
 * @example
 * diagnostic('NX1001', { message: 'there is no file api.yaml', at: null })
 */
export const diagnostic = (code: Code, finding: Finding): Diagnostic => {
  const info: CodeInfo = codes[code]
  const { message, label, help = info.help } = finding
  return {
    code,
    severity: info.severity,
    ...finding,
    message: brief(message),
    help: brief(help),
    ...(label === undefined ? {} : { label: brief(label) }),
  }
}
