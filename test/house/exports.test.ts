// House rules about exports: those of a package say what they are for, and those of a file are used elsewhere.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { runtimeSymbols } from '../../cli/src/emit/code/runtime-symbols.js'
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
  readonly entry: string
  readonly name: string
  readonly isDocumented: boolean
  /** A function or a class. */
  readonly isCalled: boolean
  readonly hasExample: boolean
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
      entry,
      name: symbol.name,
      isDocumented: symbol.getDocumentationComment(checker).length > 0,
      isCalled: isCalled(checker, symbol),
      hasExample: symbol.getJsDocTags(checker).some(({ name }) => name === 'example'),
    }))
}

const isCalled = (checker: ts.TypeChecker, symbol: ts.Symbol): boolean => {
  const { flags, valueDeclaration: declaration } = symbol
  if (flags & ts.SymbolFlags.Class) return true
  if (!(flags & ts.SymbolFlags.Value) || declaration === undefined) return false
  return checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures().length > 0
}

/** What generated code calls, and nobody writes. */
const calledByGeneratedCode = new Set<string>(
  Object.values(runtimeSymbols).flatMap(({ values, types }) => [...values, ...types]),
)

describe('public exports of the runtime', () => {
  let all: readonly Export[] = []
  beforeAll(() => {
    const entries = publicEntries()
    const program = ts.createProgram(
      entries.map((entry) => join(root, entry)),
      {
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ESNext,
        types: ['node'],
        skipLibCheck: true,
      },
    )
    all = entries.flatMap((entry) => exportsOf(program, entry))
  }, 120_000)

  it('are found', () => {
    expect(publicEntries().length).toBeGreaterThan(5)
    expect(all.length).toBeGreaterThan(100)
    expect(all.filter(({ isCalled }) => isCalled).length).toBeGreaterThan(200)
  })

  it('have a doc comment', () => {
    expect(all.filter((each) => !each.isDocumented).map(placeOf)).toEqual([])
  })

  it('have an example, where people call them', () => {
    const silent = all.filter(
      ({ name, isCalled, hasExample }) =>
        isCalled && !hasExample && !calledByGeneratedCode.has(name),
    )
    expect(silent.map(placeOf)).toEqual([])
  })
})

const placeOf = ({ entry, name }: Export): string => `${entry}: ${name}`

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
