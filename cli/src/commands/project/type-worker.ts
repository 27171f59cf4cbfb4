// Owns type-checking in `nexus dev` and `nexus build`: runs as a worker thread, keeps the program between checks, so that
// a check costs what changed. TypeScript is the project's own.

import { parentPort, workerData } from 'node:worker_threads'
import type TypeScript from 'typescript'
import { projectTypeScript, readTsconfig } from './typescript.js'

/** What the worker answers to each message. */
export type TypeReport =
  | {
      readonly kind: 'checked'
      readonly errors: number
      /** Errors that were not among the known ones; `text` shows the first of them. */
      readonly fresh: number
      readonly text: string
      /** What each error is known by, wherever it moves in its file. */
      readonly keys: readonly string[]
    }
  | { readonly kind: 'unavailable'; readonly reason: string }

/** What the worker is started with. */
export interface TypeWorkerData {
  readonly projectDir: string
  readonly color: boolean
  /** Errors that a report prints; all are counted. */
  readonly errorsShownMax: number
}

const { projectDir, color, errorsShownMax } = workerData as TypeWorkerData

/** Checks, given the keys of errors that are known. */
type Check = (known: readonly string[]) => TypeReport

const openChecker = (ts: typeof TypeScript): Check => {
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

  return (known) => {
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
    const keys = found.map((each) => keyOf(ts, each))
    const isFresh = besides(known)
    const fresh = found.filter((_, index) => isFresh(keys[index] ?? ''))
    const text = format(fresh.slice(0, errorsShownMax), formatHost).trimEnd()
    return { kind: 'checked', errors: found.length, fresh: fresh.length, text, keys }
  }
}

/** Lines move while a file is edited; what is wrong stays. */
const keyOf = (ts: typeof TypeScript, { file, code, messageText }: TypeScript.Diagnostic): string =>
  `${file?.fileName} ${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`

/** Whether a key is one more than are known; each known one counts once. */
const besides = (known: readonly string[]): ((key: string) => boolean) => {
  const left = new Map<string, number>()
  for (const key of known) left.set(key, (left.get(key) ?? 0) + 1)
  return (key) => {
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  }
}

const load = (): Check => {
  const found = projectTypeScript(projectDir)
  if (found.kind === 'found') return openChecker(found.ts)
  return () => ({ kind: 'unavailable', reason: found.reason })
}

const check = load()
parentPort?.on('message', (known: readonly string[]) => parentPort?.postMessage(check(known)))
