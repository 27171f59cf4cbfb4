// Proves where exact numbers are refused at generation, and that the default leaves every document as it was.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compile, printPlan } from '../../../cli/src/pipeline.js'

const compiled = async (schema: string, schemas: object) => {
  const dir = mkdtempSync(join(tmpdir(), 'nexus-exact-'))
  const text = `
openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody: { required: true, content: { ${schema} } }
      responses: { '204': { description: Done. } }
`
  writeFileSync(join(dir, 'api.yaml'), text)
  try {
    return await compile({ projectDir: dir, openapi: 'api.yaml', contracts: [], schemas })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const member = (schema: string) =>
  `application/json: { schema: { type: object, properties: { a: ${schema} } } }`

const int64 = '{ type: integer, format: int64 }'

test.each([
  [
    'text beside digits',
    member(`{ oneOf: [${int64}, { type: string }] }`),
    { int64: 'string' },
    'NX4052',
  ],
  [
    'text beside digits, as bigint',
    member(`{ oneOf: [${int64}, { type: string }] }`),
    { int64: 'bigint' },
    '',
  ],
  [
    'two formats',
    member(`{ anyOf: [${int64}, { type: number, format: decimal }] }`),
    { int64: 'bigint', decimal: 'string' },
    'NX4052',
  ],
  [
    'text beside digits that is never a number',
    member(`{ oneOf: [{ type: number, format: decimal }, { enum: [NaN, Infinity] }] }`),
    { decimal: 'string' },
    '',
  ],
  [
    'two formats that hold together',
    member(`{ allOf: [${int64}, { type: number, format: decimal }] }`),
    { int64: 'bigint', decimal: 'string' },
    'NX4052',
  ],
  [
    'two formats of one member',
    `application/json: { schema: { allOf: [{ type: object, properties: { a: ${int64} } }, { type: object, properties: { a: { type: number, format: decimal } } }] } }`,
    { int64: 'bigint', decimal: 'string' },
    'NX4052',
  ],
  [
    'two formats of which one holds',
    `application/json: { schema: { anyOf: [{ type: object, properties: { a: ${int64} } }, { type: object, properties: { a: { type: number, format: decimal } } }] } }`,
    { int64: 'bigint', decimal: 'string' },
    '',
  ],
  [
    'digits where any value may be',
    member(`{ anyOf: [{ type: number, format: decimal }, {}] }`),
    { decimal: 'string' },
    'NX4052',
  ],
  [
    'digits by a condition, text otherwise',
    member(
      `{ if: { minimum: 5 }, then: { type: number, format: decimal }, else: { type: string } }`,
    ),
    { decimal: 'string' },
    'NX4052',
  ],
  ['a whole line', `application/x-ndjson: { itemSchema: ${int64} }`, { int64: 'bigint' }, 'NX4053'],
  [
    'a bound with a fraction',
    member('{ type: integer, format: int64, minimum: 9007199254740993.5 }'),
    { int64: 'bigint' },
    '',
  ],
])('%s', async (_, schema, options, code) => {
  const { diagnostics, plan } = await compiled(schema, options)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  expect(errors.map((each) => each.code).join()).toBe(code)
  expect(plan === null).toBe(code !== '')
})

test('a plan with bigints can be printed', async () => {
  const result = await compiled(
    member('{ type: integer, format: int64, enum: [9223372036854775807] }'),
    { int64: 'bigint' },
  )
  expect(printPlan(result)).toContain('"9223372036854775807"')
})

test('forms that nobody asks for change nothing', async () => {
  const schema = member('{ type: number, format: decimal, maximum: 9007199254740993 }')
  const [plain, asked] = await Promise.all([
    compiled(schema, {}),
    compiled(schema, { int64: 'number', decimal: 'number' }),
  ])
  expect(asked.files).toEqual(plain.files)
  expect(plain.files.length).toBeGreaterThan(0)
})

test.each([
  [
    '{ type: string }',
    '{}',
    'NX4170 /a/post/requestBody/content/application~1json/schema/anyOf/1/properties/v',
  ],
  ['{ type: string, format: date }', '{}', ''],
  ['{ type: string, enum: [all, none] }', '{}', ''],
  ['{ type: string }', "{ k: { const: 'text' } }, required: [k]", ''],
])('a number or %s, told apart by %s', async (text, told, expected) => {
  const number = `{ type: object, properties: { k: { const: 'number' }, v: { type: number, format: decimal } }, required: [k] }`
  const own =
    told === '{}' ? `properties: { v: ${text} }` : `properties: { v: ${text}, ${told.slice(2)}`
  const schema = `application/json: { schema: { anyOf: [${number}, { type: object, ${own} }] } }`
  const { diagnostics } = await compiled(schema, { decimal: 'string' })
  expect(
    diagnostics.map(({ code, at }) => `${code} ${at?.pointer.replace('/paths/~1a', '/a')}`).join(),
  ).toBe(expected)
})
