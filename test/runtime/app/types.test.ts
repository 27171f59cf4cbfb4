// Owns the proof that what is outside the contract is a type error: answers, hooks, configuration.

import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { programOf } from '../../type-checking.js'

const root = new URL('../../../', import.meta.url).pathname
const fixtureFile = (name: string) => new URL(`${name}.fixture.ts`, import.meta.url).pathname

const optionsOfRepository = (): ts.CompilerOptions => {
  const read = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root)
  return { ...options, composite: false, noEmit: true, typeRoots: [`${root}node_modules/@types`] }
}

const found = (fixture: string): string[] => {
  const program = programOf([fixture], optionsOfRepository())
  const source = program.getSourceFile(fixture)
  return ts.getPreEmitDiagnostics(program, source).map(({ start, code }) => {
    return `${(source?.getLineAndCharacterOfPosition(start ?? 0).line ?? -1) + 1} TS${code}`
  })
}

const wanted = (fixture: string): string[] =>
  readFileSync(fixture, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const code = /^\s*\/\/ error: (TS\d+)$/.exec(line)?.[1]
      return code ? [`${index + 2} ${code}`] : []
    })

test.each([
  ['reply-types', 15],
  ['app-types', 6],
  ['route-types', 15],
])(
  'what %s does not declare is a type error, and only that',
  { timeout: 60_000 },
  (name, least) => {
    const fixture = fixtureFile(name)
    expect(wanted(fixture).length).toBeGreaterThanOrEqual(least)
    expect(found(fixture)).toEqual(wanted(fixture))
  },
)

test('the compiler says of a wrong answer what is wrong with it', { timeout: 60_000 }, () => {
  const fixture = fixtureFile('reply-messages')
  const lines = readFileSync(fixture, 'utf8').split('\n')
  const program = programOf([fixture], optionsOfRepository())
  const source = program.getSourceFile(fixture)
  const said = ts.getPreEmitDiagnostics(program, source).map(({ start, messageText }) => {
    const line = source?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0
    return { line, text: ts.flattenDiagnosticMessageText(messageText, ' ') }
  })
  const wantedTexts = lines.flatMap((line, index) => {
    const text = /^\s*\/\/ says: (.+)$/.exec(line)?.[1]
    return text === undefined ? [] : [{ line: index + 1, text: expect.stringContaining(text) }]
  })
  expect(wantedTexts).toHaveLength(13)
  expect(said).toEqual(wantedTexts)
})
