// Owns that the examples of doc comments compile, and that a value which one names beside an expression is its value:
// what an editor shows a user is code that works.

import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parseExact } from '../../runtime/src/validate/exact-json.js'
import { Issues } from '../../runtime/src/validate/issues.js'
import { type DocExample, docExamples, filesOf, takesForGranted } from './docstrings.js'
import { problemsOf, root } from './type-check.js'

const examples = docExamples(['runtime/src', 'cli/src'])

interface Claim {
  readonly before: readonly string[]
  readonly expression: string
  readonly value: string
}

/** The last line, where it is `expression // value` and the value is written as code. */
const claimOf = ({ code }: DocExample): Claim | null => {
  const before = code.split('\n')
  const [, expression = '', value = ''] = /^(.*\S) +\/\/ (.*)$/.exec(before.pop() ?? '') ?? []
  return /^(?:['[{\d]|true$|false$)/.test(value) ? { before, expression, value } : null
}

describe('examples of doc comments', () => {
  it('compile, and those that do not are found', () => {
    expect(examples.length).toBeGreaterThan(150)
    const [path, of] = ['runtime/src/http/uri.ts', 'wrong']
    const wrong = [
      { path, of, code: "parseUri('/').host" },
      { path, of, code: 'parseUri(7)' },
    ]
    const problems = problemsOf(filesOf([...examples, ...wrong]))
    expect(problems.map((each) => each.replace(/^runtime\.src\.http\.uri\./, ''))).toEqual([
      expect.stringMatching(/^wrong\.1\.ts:1 Property 'host' does not exist/),
      expect.stringMatching(/^wrong\.2\.ts:1 Argument of type 'number'/),
    ])
  }, 120_000)

  const claiming = examples.filter(
    (example) => claimOf(example) !== null && !takesForGranted(example),
  )

  it('name values beside expressions', () => {
    expect(claiming.length).toBeGreaterThan(20)
  })

  it.each(claiming.map((example) => [`${example.path} ${example.of}`, example] as const))(
    '%s has the value that it names',
    async (_, example) => {
      const { before = [], expression, value } = claimOf(example) ?? {}
      const known = {
        ...(await import(join(root, example.path))),
        parseExact,
        issues: new Issues(),
      }
      const text = [...before, `return [${expression}, ${value}]`].join('\n')
      const { outputText } = ts.transpileModule(text, { compilerOptions: { target: 99 } })
      const [found, named] = new Function(...Object.keys(known), outputText)(
        ...Object.values(known),
      )
      expect(found).toEqual(named)
    },
  )
})
