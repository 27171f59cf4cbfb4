// Owns a project's own TypeScript and its tsconfig.json, as that TypeScript reads it.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import type TypeScript from 'typescript'

/** The TypeScript that a project installed, or why there is none to ask. */
export type ProjectTypeScript =
  | { readonly kind: 'found'; readonly ts: typeof TypeScript }
  | { readonly kind: 'none'; readonly reason: string }

/** Loads the project's TypeScript, which takes some tenths of a second. */
export const projectTypeScript = (projectDir: string): ProjectTypeScript => {
  try {
    const ts = createRequire(join(projectDir, 'package.json'))('typescript') as typeof TypeScript
    if (typeof ts.createSemanticDiagnosticsBuilderProgram === 'function')
      return { kind: 'found', ts }
    return { kind: 'none', reason: 'this TypeScript has no compiler API' }
  } catch {
    return { kind: 'none', reason: 'typescript is not installed in this project' }
  }
}

/** tsconfig.json with what it extends: options, and the files that are compiled. */
export const readTsconfig = (
  ts: typeof TypeScript,
  projectDir: string,
): TypeScript.ParsedCommandLine => {
  const file = join(projectDir, 'tsconfig.json')
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile)
  const parsed = ts.parseJsonConfigFileContent(
    config ?? {},
    ts.sys,
    projectDir,
    { noEmit: true },
    file,
  )
  return error === undefined ? parsed : { ...parsed, errors: [error, ...parsed.errors] }
}
