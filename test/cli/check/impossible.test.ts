// Schemas that accept nothing are told where they stand, and only these.

import { expect, it } from 'vitest'
import { compileDocument, documentOf } from '../emit/evaluate.js'

const impossible: Readonly<Record<string, readonly [schema: object, keyword: string]>> = {
  'enum beyond a bound': [{ type: 'integer', enum: [1, 2], minimum: 3 }, 'enum'],
  'enum of another type': [{ type: 'string', enum: [1, 2] }, 'enum'],
  'enum that is too short': [{ type: 'string', enum: ['a', 'b'], minLength: 2 }, 'enum'],
  'const beside enum': [{ const: 'a', enum: ['b'] }, 'const'],
  'no integer between': [{ type: 'integer', minimum: 1.2, maximum: 1.8 }, 'minimum'],
  'no integer strictly between': [
    { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 },
    'exclusiveMinimum',
  ],
  'more required than allowed': [
    { type: 'object', required: ['a', 'b'], maxProperties: 1 },
    'maxProperties',
  ],
  'parts of different types': [{ allOf: [{ type: 'string' }, { type: 'integer' }] }, 'allOf'],
  'an empty enum': [{ enum: [] }, 'enum'],
  'minimum above maximum': [{ type: 'integer', minimum: 2, maximum: 1 }, 'minimum'],
  'minLength above maxLength': [{ type: 'string', minLength: 2, maxLength: 1 }, 'minLength'],
}

const possible: Readonly<Record<string, object>> = {
  'one member is enough': { type: 'integer', enum: [1, 3], minimum: 3 },
  'one integer': { type: 'integer', minimum: 1, maximum: 1 },
  'an integer in exclusive bounds': { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 3 },
  'an integer at an inclusive bound': { type: 'integer', exclusiveMinimum: 1, maximum: 2 },
  'a number between': { type: 'number', minimum: 1.2, maximum: 1.8 },
  'integers are numbers': { allOf: [{ type: 'number' }, { type: 'integer' }] },
  'a common type': { allOf: [{ type: ['string', 'null'] }, { type: ['null', 'integer'] }] },
  'required of objects only': { required: ['a', 'b'], maxProperties: 1 },
}

const found = async (schema: object) =>
  (await compileDocument(documentOf([schema]))).diagnostics.filter(({ code }) =>
    ['NX2108', 'NX2121'].includes(code),
  )

it.each(Object.entries(impossible))('%s', async (_, [schema, keyword]) => {
  const diagnostics = await found(schema)
  expect(diagnostics.map(({ at }) => at?.pointer)).toEqual([`/components/schemas/S0/${keyword}`])
  expect(diagnostics[0]?.message).toMatch(/nothing (is valid|satisfies)/)
})

it.each(Object.entries(possible))('not: %s', async (_, schema) => {
  expect(await found(schema)).toEqual([])
})

it('a default that what is below it refuses is told, and not applied', async () => {
  const inner = { type: 'object', properties: { size: { type: 'integer' } } }
  const schema = { type: 'object', properties: { page: { ...inner, default: { size: 'x' } } } }
  const { diagnostics, files } = await compileDocument(documentOf([schema]))
  expect(diagnostics.filter(({ code }) => code === 'NX4051').map(({ at }) => at?.pointer)).toEqual([
    '/components/schemas/S0/properties/page/default',
  ])
  expect(files.map(({ text }) => text).join('\n')).not.toContain('issues.assign')
})
