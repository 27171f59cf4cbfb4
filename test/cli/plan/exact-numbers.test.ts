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
