// Owns running the pipeline for a command: one call, its diagnostics printed, errors become a failure.

import { ansi, plain } from '../../diagnostics/paint.js'
import { renderDiagnostics } from '../../diagnostics/render.js'
import { type CompileResult, compile } from '../../pipeline.js'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'
import type { Inputs } from './inputs.js'

/**
 * Compiles and prints what the compiler found. Every command that generates goes through here.
 * @throws {Failure} `findings`, without a message of its own, when there were errors.
 */
export const compileInputs = async (inputs: Inputs, terminal: Terminal): Promise<CompileResult> => {
  const result = await compile(inputs)
  reportDiagnostics(result, terminal)
  const errors = errorCount(result)
  if (errors > 0) throw new Failure('findings', counted(errors, 'error'), null)
  return result
}

/** How many errors, not warnings, a compilation found. */
export const errorCount = (result: CompileResult): number =>
  result.diagnostics.filter(({ severity }) => severity === 'error').length

/** Prints every diagnostic with its code frame. */
export const reportDiagnostics = (result: CompileResult, terminal: Terminal): void => {
  if (result.diagnostics.length === 0) return
  const text = renderDiagnostics(result.diagnostics, result.sources, {
    paint: terminal.color ? ansi : plain,
  })
  terminal.warn(text)
}

/** `1 error`, `3 errors`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
