// Owns type-checking in `nexus dev` and `nexus build`: runs as a worker thread, keeps the program between checks, so that
// a check costs what changed. TypeScript is the project's own.

import { parentPort, workerData } from 'node:worker_threads'
import type TypeScript from 'typescript'
import { projectTypeScript, readTsconfig } from '../project/typescript.js'

/** What the worker answers to each message. */
export type TypeReport =
  | { readonly kind: 'checked'; readonly errors: number; readonly text: string }
  | { readonly kind: 'unavailable'; readonly reason: string }

/** What the worker is started with. */
export interface TypeWorkerData {
  readonly projectDir: string
  readonly color: boolean
  /** Errors that a report prints; all are counted. */
  readonly errorsShownMax: number
}

const { projectDir, color, errorsShownMax } = workerData as TypeWorkerData

const openChecker = (ts: typeof TypeScript): (() => TypeReport) => {
  const formatHost: TypeScript.FormatDiagnosticsHost = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => projectDir,
    getNewLine: () => '\n',
  }
  const sources = new Map<string, { stamp: string; file: TypeScript.SourceFile | undefined }>()
  let builder: TypeScript.SemanticDiagnosticsBuilderProgram | undefined

  const makeHost = (options: TypeScript.CompilerOptions): TypeScript.CompilerHost => {
    const host = ts.createIncrementalCompilerHost(options)
    const parse = host.getSourceFile.bind(host)
    host.getSourceFile = (name, ...rest) => {
      const stamp = `${ts.sys.getModifiedTime?.(name)?.getTime()}`
      const known = sources.get(name)
      if (known?.stamp === stamp) return known.file
      const file = parse(name, ...rest)
      sources.set(name, { stamp, file })
      return file
    }
    return host
  }

  return () => {
    const config = readTsconfig(ts, projectDir)
    builder = ts.createSemanticDiagnosticsBuilderProgram(
      config.fileNames,
      config.options,
      makeHost(config.options),
      builder,
      config.errors,
    )
    const found = [
      ...builder.getConfigFileParsingDiagnostics(),
      ...builder.getOptionsDiagnostics(),
      ...builder.getSyntacticDiagnostics(),
      ...builder.getGlobalDiagnostics(),
      ...builder.getSemanticDiagnostics(),
    ].filter(({ category }) => category === ts.DiagnosticCategory.Error)
    const format = color ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics
    const text = format(found.slice(0, errorsShownMax), formatHost).trimEnd()
    return { kind: 'checked', errors: found.length, text }
  }
}

const load = (): (() => TypeReport) => {
  const found = projectTypeScript(projectDir)
  if (found.kind === 'found') return openChecker(found.ts)
  return () => ({ kind: 'unavailable', reason: found.reason })
}

const check = load()
parentPort?.on('message', () => parentPort?.postMessage(check()))
