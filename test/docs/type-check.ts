// Owns type-checking texts that are no files: examples of pages and of doc comments, under the strictness of a
// generated project.

import { basename, join } from 'node:path'
import ts from 'typescript'
import { programOf } from '../type-checking.js'

export const root = join(import.meta.dirname, '../..')

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
}

/** What is wrong with files that exist only here, beside declarations that do: `guide.streaming.1.ts:3 message`. */
export const problemsOf = (
  files: ReadonlyMap<string, string>,
  declarations: readonly string[] = [],
): string[] => {
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path)
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path)
    if (text === undefined) return getSourceFile.call(host, path, ...rest)
    return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023)
  }
  const program = programOf([...declarations, ...files.keys()], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1
    return `${basename(file?.fileName ?? '')}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}
