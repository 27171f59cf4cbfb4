// Owns that the examples of these pages compile, under the strictness of a generated project.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it, test } from 'vitest'
import { blocksOf, pages } from './pages.js'

const root = join(import.meta.dirname, '../..')
/** `guide.streaming.2.ts` and the text of the example, for each of a page. */
const examplesOf = (page: string): [string, string][] => {
  const text = readFileSync(join(root, 'docs', `${page}.md`), 'utf8')
  return blocksOf(text, 'ts').map((code, index) => [
    join(root, 'test/docs', `${page.replace('/', '.')}.${index + 1}.ts`),
    code,
  ])
}

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

/** What is wrong with files that exist only here: `guide.streaming.1.ts:3 message`. */
const problemsOf = (files: ReadonlyMap<string, string>): string[] => {
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path)
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path)
    if (text === undefined) return getSourceFile.call(host, path, ...rest)
    return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023)
  }
  const ambient = join(root, 'test/docs/imagined-operations.d.ts')
  const program = ts.createProgram([ambient, ...files.keys()], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1
    const name = file?.fileName.split('/').at(-1) ?? ''
    return `${name}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}

const examples = new Map(pages.runtime.flatMap(examplesOf))

test.each(pages.runtime)('%s has examples', (page) => {
  expect(examplesOf(page).length).toBeGreaterThan(0)
})

it('examples compile', () => {
  expect(problemsOf(examples)).toEqual([])
}, 60_000)

it('an example that does not would be found', () => {
  const file = join(root, 'test/docs/wrong.1.ts')
  const code =
    "import { staticFiles } from '@nexusrt/runtime/middleware'\nstaticFiles({ path: '/' })\n"
  expect(problemsOf(new Map([[file, code]]))).toEqual([
    expect.stringMatching(/^wrong\.1\.ts:2 .*root/),
  ])
}, 60_000)
