// House rules about exports: those of a package say what they are for, and those of a file are used elsewhere.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { root, type Source, sourcesIn } from './sources.js'

/** `"./web3": { default: "./dist/web3/index.js" }` is `runtime/src/web3/index.ts`. */
const publicEntries = (): string[] => {
  const manifest = JSON.parse(readFileSync(join(root, 'runtime/package.json'), 'utf8'))
  const targets: unknown[] = Object.values(manifest.exports)
  return targets.flatMap((target) => {
    if (typeof target !== 'object' || target === null || !('default' in target)) return []
    return [String(target.default).replace(/^\.\/dist\/(.*)\.js$/, 'runtime/src/$1.ts')]
  })
}

interface Export {
  readonly name: string
  readonly isDocumented: boolean
}

const exportsOf = (program: ts.Program, entry: string): Export[] => {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(join(root, entry))
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`${entry} is no module`)
  return checker
    .getExportsOfModule(module)
    .map((symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    )
    .map((symbol) => ({
      name: `${entry}: ${symbol.name}`,
      isDocumented: symbol.getDocumentationComment(checker).length > 0,
    }))
}

describe('public exports of the runtime', () => {
  it('have a doc comment', () => {
    const entries = publicEntries()
    expect(entries.length).toBeGreaterThan(5)
    const program = ts.createProgram(
      entries.map((entry) => join(root, entry)),
      {
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ESNext,
        types: ['node'],
        skipLibCheck: true,
      },
    )
    const all = entries.flatMap((entry) => exportsOf(program, entry))
    expect(all.length).toBeGreaterThan(100)
    expect(all.filter((each) => !each.isDocumented).map(({ name }) => name)).toEqual([])
  }, 60_000)
})

/** `export const x`, `export function x`, `export class X`; types are left to the signatures that name them. */
const declared = /^export (?:abstract )?(?:async )?(?:const|function\*?|class) ([\w$]+)/gm

const valuesOf = ({ text }: Source): string[] =>
  [...text.matchAll(declared)].map(([, name = '']) => name)

const wordsOf = (text: string): Set<string> => new Set(text.match(/[\w$]+/g) ?? [])

describe('values that a file exports', () => {
  // A test is no use: what only tests ask for is reached through what has it, or belongs to them.
  it('are used in another file of the product', () => {
    const sources = sourcesIn(['cli/src', 'runtime/src'], ['.ts'])
    const users = [...sources, ...sourcesIn(['scripts', 'templates'], ['.mjs', '.hbs'])]
    const words = users.map(({ path, text }) => ({ path, words: wordsOf(text) }))
    const isUsed = (name: string, home: string): boolean =>
      words.some(({ path, words }) => path !== home && words.has(name))
    const unused = sources.flatMap((source) =>
      valuesOf(source)
        .filter((name) => !isUsed(name, source.path))
        .map((name) => `${source.path}: ${name}`),
    )
    expect(sources.flatMap(valuesOf).length).toBeGreaterThan(500)
    expect(unused).toEqual([])
  })
})
