// Owns running the front half of the compiler in tests: load, read and check, with what it printed.

import { join } from 'node:path'
import { checkApi } from '../../../cli/src/check/check-api.js'
import type { Diagnostic } from '../../../cli/src/diagnostics/diagnostic.js'
import { renderDiagnostics } from '../../../cli/src/diagnostics/render.js'
import type { Sources } from '../../../cli/src/diagnostics/source.js'
import type { Api } from '../../../cli/src/ir/api.js'
import type { Document } from '../../../cli/src/ir/document.js'
import type { ReadLimits } from '../../../cli/src/ir/read-limits.js'
import type { LoadLimits } from '../../../cli/src/load/limits.js'
import { loadDocument } from '../../../cli/src/load/load-document.js'
import { parseText } from '../../../cli/src/load/parse-text.js'
import { readOpenapi } from '../../../cli/src/read/openapi/document.js'
import { servedOperations } from '../../../cli/src/read/served.js'

export const root = join(import.meta.dirname, '../../..')

export interface Front {
  readonly api: Api | null
  readonly diagnostics: readonly Diagnostic[]
  /** Codes in the order of the diagnostics. */
  readonly codes: readonly string[]
  /** Diagnostics as a user sees them, without colour. */
  readonly printed: string
}

/** Compiles a file, named relative to the root of the repository. */
export const compileFile = (file: string, limits: Partial<LoadLimits> = {}): Front => {
  const loaded = loadDocument(file, { cwd: root, limits })
  return finish(loaded.value, loaded.diagnostics, loaded.sources)
}

/** Compiles text that refers to no other file. */
export const compileText = (
  file: string,
  text: string,
  limits: Partial<ReadLimits> = {},
): Front => {
  const { value, diagnostics } = parseText(file, text)
  if (value === null)
    return finish(null, diagnostics, new Map([[file, { file, text, locate: () => null }]]))
  const files = new Map([[file, value]])
  const document: Document = {
    root: value,
    files,
    open: (_, path) => ({ value: path === '' ? value : null, diagnostics: [] }),
    targetOf: () => null,
  }
  return finish(document, diagnostics, files, limits)
}

const finish = (
  document: Document | null,
  loaded: readonly Diagnostic[],
  sources: Sources,
  limits: Partial<ReadLimits> = {},
): Front => {
  const read = document === null ? null : readOpenapi(document, limits)
  const api = read?.value ?? null
  const found = [...loaded, ...(read?.diagnostics ?? [])]
  const isBroken = found.some(({ severity }) => severity === 'error')
  const served = api === null || isBroken ? null : servedOperations(api)
  const diagnostics =
    api === null || served === null ? found : [...found, ...checkApi(api), ...served.diagnostics]
  return {
    api: served?.value ?? api,
    diagnostics,
    codes: diagnostics.map(({ code }) => code),
    printed: renderDiagnostics(diagnostics, sources),
  }
}
