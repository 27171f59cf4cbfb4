// Owns how house tests see the tree: its files with their text, and the imports of a file.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Source {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

const skipped = new Set(['node_modules', 'dist', 'build', 'prebuilds', 'coverage', 'results'])

/** Files below `folders` whose name ends in one of `endings`, sorted by path. */
export const sourcesIn = (folders: readonly string[], endings: readonly string[]): Source[] =>
  folders
    .flatMap((folder) => filesBelow(join(root, folder)))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') }))

const filesBelow = (folder: string): string[] => {
  let entries: ReturnType<typeof entriesOf>
  try {
    entries = entriesOf(folder)
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return isSkipped(entry.name) ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

const entriesOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))

const isSkipped = (name: string): boolean => skipped.has(name) || name.startsWith('.')

/** TypeScript and scripts that people write. */
export const scriptSources = (): Source[] =>
  sourcesIn(
    ['cli/src', 'runtime/src', 'scripts', 'test', 'bench', 'native/scripts'],
    ['.ts', '.mjs'],
  )

/** C++ of the engine and of its tests. */
export const nativeSources = (): Source[] => sourcesIn(['native/src', 'native/test'], ['.cc', '.h'])

/** What a TypeScript file imports, as written; text inside strings does not count. */
export const importsOf = (source: Source): string[] =>
  ts.preProcessFile(source.text, true, true).importedFiles.map(({ fileName }) => fileName)

/** Those that have a word at all: the others need not be parsed, which is what these tests take their time for. */
export const having = (sources: readonly Source[], word: RegExp): Source[] =>
  sources.filter(({ text }) => word.test(text))

/** `path:line: text` of each syntax node that `matches`. */
export const nodesIn = (
  sources: readonly Source[],
  matches: (node: ts.Node) => boolean,
): string[] =>
  sources.flatMap((source) => {
    const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext)
    const found: string[] = []
    const visit = (node: ts.Node): void => {
      if (matches(node)) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
        found.push(`${source.path}:${line + 1}: ${node.getText(file).split('\n')[0]}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
    return found
  })

/** A relative import as a path from the root; null for a package. */
export const resolveImport = (source: Source, specifier: string): string | null =>
  specifier.startsWith('.')
    ? normalize(join(dirname(source.path), specifier)).replaceAll('\\', '/')
    : null

/** Files that `includes` names in a C++ file, as written. */
export const includesOf = (source: Source): string[] =>
  [...source.text.matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)].map((match) => match[1] ?? '')
