// Owns the collecting of diagnostics while one ABI is read. Knows no ABI rule.

import type { abiCodes } from '../../diagnostics/codes/abi.js'
import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic, RelatedPlace, SourceRef } from '../../diagnostics/diagnostic.js'
import { abiDiagnosticsMax } from './limits.js'

export type AbiCode = keyof typeof abiCodes

/** What a finding may say beyond its message. */
export interface FindingDetail {
  readonly help?: string
  /** Which half of the mapping entry to underline. */
  readonly part?: 'key' | 'value'
  readonly related?: readonly RelatedPlace[]
}

/** Collects what is wrong with one file; every place is a JSON pointer into it. */
export class Findings {
  readonly #list: Diagnostic[] = []
  #errorCount = 0

  constructor(readonly file: string) {}

  get list(): readonly Diagnostic[] {
    return this.#list
  }

  /** Counts errors that were cut from the list, too. */
  get errorCount(): number {
    return this.#errorCount
  }

  at(pointer: string): SourceRef {
    return { file: this.file, pointer }
  }

  report(code: AbiCode, pointer: string, message: string, detail: FindingDetail = {}): void {
    const { part, ...rest } = detail
    const at = part ? { ...this.at(pointer), part } : this.at(pointer)
    const made = diagnostic(code, { message, at, ...rest })
    if (made.severity === 'error') this.#errorCount++
    if (this.#list.length < abiDiagnosticsMax) this.#list.push(made)
  }
}
