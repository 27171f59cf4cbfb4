// Owns refusing to bundle generated code that is not what the contracts make.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type CompileResult, compile, lockPath } from '../../pipeline.js'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { counted, refuseErrors, reportDiagnostics, writeCompiled } from './compile.js'
import type { ProjectConfig } from './config.js'
import { frozen, inputsOf } from './inputs.js'
import { staleFiles } from './stale.js'

/** Stale files that are named; the rest is counted. */
const filesNamedMax = 10

/** All that a bundle is made of. Tests are not, and where an image is built they are often not there. */
const bundledFolder = 'src/'

/**
 * Compiles the contracts and compares, as `nexus check` does. Only errors are printed: warnings were, when the code
 * was generated. A project that names no contract has nothing to be stale, and tests that are stale are `nexus check`'s to tell.
 *
 * @returns what was compiled; null for such a project
 * @throws {Failure} `stale` with the files, `findings` when the contracts have errors, `usage` when one is missing.
 */
export const refuseStale = async (
  projectDir: string,
  config: ProjectConfig | null,
  terminal: Terminal,
): Promise<CompileResult | null> => {
  if (config === null || (config.openapi === null && config.contracts.length === 0)) return null
  const quiet = { ...terminal, quiet: true }
  const compiled = await compile(frozen(inputsOf(projectDir, config, {})))
  reportDiagnostics(compiled, quiet)
  refuseErrors(compiled)
  const written = await writeCompiled(compiled, { mode: 'check' }, quiet)
  const stale = staleFiles(written).filter(({ file }) => file.startsWith(bundledFolder))
  if (stale.length === 0) return compiled
  const named = stale.slice(0, filesNamedMax).map(({ file, what }) => `  ${file} ${what}`)
  const rest = stale.length - named.length
  const more = rest > 0 ? [`  and ${rest} more`] : []
  const head = `the generated code is stale: ${counted(stale.length, 'file')}`
  throw new Failure('stale', [head, ...named, ...more].join('\n'), helpIn(projectDir))
}

/** Without the lock, names that were given are given anew: that is no staleness that generating cures. */
const helpIn = (projectDir: string): string =>
  existsSync(join(projectDir, lockPath))
    ? 'run `nexus generate`'
    : `${lockPath} is not here, and has the names that were given: copy it to where this is built, or, where there never was one, run \`nexus generate\``
