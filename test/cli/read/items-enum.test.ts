// An `enum` of texts beside `type: array`: by the letter nothing is valid, and what is meant are the items.

import { expect, test } from 'vitest'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, documentOf, evaluate } from '../emit/evaluate.js'

const misplaced = [
  { type: 'array', enum: ['a', 'b'], items: { type: 'string', minLength: 1 } },
  { type: ['array', 'null'], enum: ['a', 'b'] },
  { type: 'array', enum: ['a'], items: { $ref: '#/components/schemas/Text' } },
]
const components = { Text: { type: 'string' } }

const issuesOf = async (schemas: readonly object[], values: readonly unknown[]) => {
  const result = await compileDocument(documentOf(schemas, components))
  const modules = await evaluate(result.files)
  return schemas.map((_, i) => {
    const { read } = definitionOf(modules, `operations/op${i}`)
    return values.map((value) => {
      const issues = new Issues()
      const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined as unknown }
      read({ json: () => value } as never, context, issues)
      return issues.list.map(({ code, pointer }) => `${code} ${pointer}`).join()
    })
  })
}

test('the items are held to it, and the place is told with the cure', async () => {
  expect(await issuesOf(misplaced, [['a'], [], ['c']])).toEqual([
    ['', '', 'enum /0'],
    ['', '', 'enum /0'],
    ['', '', 'enum /0'],
  ])
  const { diagnostics } = await compileDocument(documentOf(misplaced, components))
  const found = diagnostics.filter(({ code }) => code === 'NX2221')
  expect(found.map(({ at, help }) => `${at?.pointer} ${help}`)).toEqual(
    [0, 1, 2].map((i) => `/components/schemas/S${i}/enum move \`enum\` below \`items\``),
  )
  expect(diagnostics.some(({ code }) => code === 'NX2121' || code === 'NX2114')).toBe(false)
})

test('by the letter every value is refused, which is told as well', async () => {
  const { diagnostics } = await compileDocument(documentOf(misplaced, components), {
    impliedTypes: false,
  })
  const codes = diagnostics.map(({ code }) => code)
  expect(codes).toContain('NX2114')
  expect(codes).not.toContain('NX2221')
})

test.each([
  ['an array is among them', { type: 'array', enum: [['a'], 'a'] }],
  ['they are none of the items', { type: 'array', enum: ['a'], items: { type: 'integer' } }],
  ['the items have one already', { type: 'array', enum: ['a'], items: { enum: ['b'] } }],
  ['a text is let in', { type: ['array', 'string'], enum: ['a'] }],
])('nothing is moved where %s', async (_, schema) => {
  const { diagnostics } = await compileDocument(documentOf([schema]))
  expect(diagnostics.map(({ code }) => code)).not.toContain('NX2221')
})
