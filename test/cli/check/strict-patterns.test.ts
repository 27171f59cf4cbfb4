// Proves that patterns prone to backtracking are told with their place, and refused under --strict.

import { expect, test } from 'vitest'
import { refuseIgnored } from '../../../cli/src/commands/generate/ledger.js'
import type { Terminal } from '../../../cli/src/commands/terminal.js'
import { compileDocument } from '../emit/evaluate.js'

const documentWith = (pattern: string): object => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: {
    '/a': {
      get: {
        operationId: 'a',
        parameters: [{ name: 'q', in: 'query', schema: { type: 'string', pattern } }],
        responses: { 204: { description: 'Ok.' } },
      },
    },
  },
})

const strictly = async (pattern: string): Promise<string> => {
  const compiled = await compileDocument(documentWith(pattern))
  const places = compiled.diagnostics.map(({ code, at }) => `${code} ${at?.pointer}`)
  try {
    refuseIgnored(compiled, {} as Terminal, 'told')
    return [...places, 'fine'].join(', ')
  } catch (error) {
    return [...places, error instanceof Error ? error.message : ''].join(', ')
  }
}

test.each([
  ['^[a-z]+$', 'fine'],
  ['[a-z]+@[a-z]+', 'fine'],
  [
    '^(ab|a|b)*c$',
    'NX2112 /paths/~1a/get/parameters/0/schema/pattern, 1 pattern prone to backtracking',
  ],
  [
    '^(.+)\\1$',
    'NX1101 /paths/~1a/get/parameters/0/schema/pattern, 1 pattern prone to backtracking',
  ],
])('%s', async (pattern, expected) => {
  expect(await strictly(pattern)).toBe(expected)
})
