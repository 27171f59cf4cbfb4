// Owns the proof that answers outside the contract are type errors, each with the code it should have.

import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url).pathname
const fixture = new URL('reply-types.fixture.ts', import.meta.url).pathname

const optionsOfRepository = (): ts.CompilerOptions => {
  const read = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root)
  return { ...options, composite: false, noEmit: true, typeRoots: [`${root}node_modules/@types`] }
}

const found = (): string[] => {
  const program = ts.createProgram([fixture], optionsOfRepository())
  return ts.getPreEmitDiagnostics(program).map(({ file, start, code }) => {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? -1
    return `${file?.fileName === fixture ? '' : file?.fileName}${line + 1} TS${code}`
  })
}

const wanted = (): string[] =>
  readFileSync(fixture, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const code = /^\s*\/\/ error: (TS\d+)$/.exec(line)?.[1]
      return code ? [`${index + 2} ${code}`] : []
    })

test('what a contract does not declare is a type error, and only that', { timeout: 60_000 }, () => {
  expect(wanted().length).toBeGreaterThan(15)
  expect(found()).toEqual(wanted())
})
