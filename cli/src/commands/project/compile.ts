// Owns running the pipeline for a command: compiling and writing, what they found printed, errors become
// a failure.

import { distinct } from '../../diagnostics/condense.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { ansi, plain } from '../../diagnostics/paint.js'
import { renderDiagnostics } from '../../diagnostics/render.js'
import {
  type CompileResult,
  compile,
  type WriteMode,
  type WriteResult,
  write,
} from '../../pipeline.js'
import { Failure, type FailureKind } from '../failure.js'
import type { Terminal } from '../terminal.js'
import type { Inputs } from './inputs.js'
import { compiledRemoved } from './removed-handlers.js'

/**
 * Compiles and prints what the compiler found. Every command that generates goes through here.
 * @throws {Failure} `findings` when there were errors.
 */
export const compileInputs = async (inputs: Inputs, terminal: Terminal): Promise<CompileResult> => {
  const result = await compile(inputs)
  reportDiagnostics(result, terminal)
  refuseErrors(result)
  return result
}

/**
 * Writes what was compiled, or compares it, and prints what stood in the way. With an error nothing
 * was changed, and nothing can be said about what is current.
 * @throws {Failure} `environment` when the system refused a write, else `findings`.
 */
export const writeCompiled = async (
  result: CompileResult,
  options: { readonly mode: WriteMode; readonly conflicts?: 'refuse' | 'keep' },
  terminal: Terminal,
): Promise<WriteResult> => {
  const written = await write(result, options)
  const compiled = options.mode === 'write' ? compiledRemoved(result.projectDir, written.moved) : []
  const diagnostics = [...written.diagnostics, ...compiled]
  reportDiagnostics({ diagnostics, sources: new Map() }, terminal)
  refuseErrors(written)
  return written
}

/** What a pass found; a compilation and a write both have it. */
interface Found {
  readonly diagnostics: readonly Diagnostic[]
}

/** @throws {Failure} when an error is among the diagnostics, which were printed. */
export const refuseErrors = (found: Found): void => {
  const errors = errorCount(found)
  if (errors > 0) throw new Failure(kindOf(found), counted(errors, 'error'), null)
}

/** The system's refusal to write: a matter of the machine, not of what was compiled. */
const writeRefused = 'NX5002'

const kindOf = ({ diagnostics }: Found): FailureKind =>
  diagnostics.some(({ code }) => code === writeRefused) ? 'environment' : 'findings'

/** How many errors, not warnings, were found. */
export const errorCount = ({ diagnostics }: Found): number =>
  diagnostics.filter(({ severity }) => severity === 'error').length

/** Prints each diagnostic once, with its code frame; under `--quiet` errors only. */
export const reportDiagnostics = (
  found: Found & Pick<CompileResult, 'sources'>,
  terminal: Terminal,
): void => {
  const told = found.diagnostics.filter(({ severity }) => severity === 'error' || !terminal.quiet)
  if (told.length === 0) return
  const paint = terminal.color ? ansi : plain
  terminal.warn(renderDiagnostics(distinct(told), found.sources, { paint, width: terminal.width }))
}

/** `1 error`, `3 errors`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
