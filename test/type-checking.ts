// Owns programs of the type checker in tests: files of packages are parsed once per process, not once per program.

import { join, sep } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')

/** What no test writes to. */
const lasting = ['node_modules', 'runtime'].map((folder) => join(root, folder) + sep)

const parsed = new Map<string, ts.SourceFile | undefined>()

/** A program as `ts.createProgram` makes it. Checking is its own; what it shares with others is text and syntax. */
export const programOf = (
  files: readonly string[],
  options: ts.CompilerOptions,
  host: ts.CompilerHost = ts.createCompilerHost(options),
): ts.Program => {
  const getSourceFile = host.getSourceFile.bind(host)
  const way = wayToParse(options)
  const sharing: ts.CompilerHost['getSourceFile'] = (path, language, ...rest) => {
    if (!lasting.some((folder) => path.startsWith(folder)))
      return getSourceFile(path, language, ...rest)
    const key = [path, way, JSON.stringify(language)].join('\0')
    if (!parsed.has(key)) parsed.set(key, getSourceFile(path, language, ...rest))
    return parsed.get(key)
  }
  return ts.createProgram(files, options, { ...host, getSourceFile: sharing })
}

/** Options that name places say nothing about how a text is read; files of two programs differ by the others. */
const wayToParse = (options: ts.CompilerOptions): string =>
  JSON.stringify(
    Object.entries(options)
      .filter(([name]) => !/path|dir|file|root/i.test(name))
      .sort(),
  )
