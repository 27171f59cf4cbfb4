// Defaults of members: put into what comes in, at every depth, and only by a branch that matched.

import { expect, test } from 'vitest'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, documentOf, errorsOf, evaluate } from './evaluate.js'

const size = { type: 'integer', default: 10, minimum: 1 }
const paged = { type: 'object', properties: { size } }

const cases: Readonly<Record<string, readonly [schema: object, body: unknown, read: unknown]>> = {
  'a member that is absent': [paged, {}, { size: 10 }],
  'not one that is there': [paged, { size: 3 }, { size: 3 }],
  'below another member': [
    { type: 'object', properties: { page: paged } },
    { page: {} },
    { page: { size: 10 } },
  ],
  'in every item': [
    { type: 'array', items: paged },
    [{}, { size: 1 }],
    [{ size: 10 }, { size: 1 }],
  ],
  'of a part': [{ allOf: [paged, { type: 'object', properties: { a: {} } }] }, {}, { size: 10 }],
  'of the branch that matches': [
    {
      oneOf: [
        {
          type: 'object',
          required: ['a'],
          properties: { a: {}, kind: { type: 'string', default: 'A' } },
        },
        {
          type: 'object',
          required: ['b'],
          properties: { b: {}, kind: { type: 'string', default: 'B' } },
        },
      ],
    },
    { b: 1 },
    { b: 1, kind: 'B' },
  ],
  'not of what is excluded': [{ type: 'object', not: { ...paged, required: ['x'] } }, {}, {}],
  'an object of its own': [
    { type: 'object', properties: { tags: { type: 'array', default: [{ a: 1 }] } } },
    {},
    { tags: [{ a: 1 }] },
  ],
  'an object with the defaults of its members': [
    { type: 'object', properties: { page: { ...paged, default: {} } } },
    {},
    { page: { size: 10 } },
  ],
  'the defaults of members of members, where the default does not say them': [
    {
      type: 'object',
      properties: {
        a: {
          type: 'object',
          properties: { page: { ...paged, default: {} }, other: paged },
          default: { other: { size: 2 } },
        },
      },
    },
    {},
    { a: { other: { size: 2 }, page: { size: 10 } } },
  ],
  'the defaults of its items': [
    { type: 'object', properties: { pages: { type: 'array', items: paged, default: [{}] } } },
    {},
    { pages: [{ size: 10 }] },
  ],
  'the defaults of its parts, and of the branch that it satisfies': [
    {
      type: 'object',
      properties: {
        page: {
          allOf: [paged, { type: 'object', properties: { sort: { default: 'id' } } }],
          oneOf: [
            { type: 'object', required: ['x'], properties: { branch: { default: 1 } } },
            {
              type: 'object',
              properties: { x: { not: {} }, branch: { default: 2 } },
            },
          ],
          default: {},
        },
      },
    },
    {},
    { page: { size: 10, sort: 'id', branch: 2 } },
  ],
  'the defaults of members that nothing declares': [
    {
      type: 'object',
      properties: {
        pages: { type: 'object', additionalProperties: paged, default: { first: {} } },
      },
    },
    {},
    { pages: { first: { size: 10 } } },
  ],
  null: [
    { type: 'object', properties: { a: { type: ['string', 'null'], default: null } } },
    {},
    { a: null },
  ],
  'not one that its own schema refuses': [
    { type: 'object', properties: { size: { ...size, default: 0 } } },
    {},
    {},
  ],
}

const read = async (schema: object, body: unknown): Promise<unknown> => {
  const result = await compileDocument(documentOf([schema]))
  expect(errorsOf(result)).toBe('')
  const { read: reader } = definitionOf(await evaluate(result.files), 'operations/op0')
  const issues = new Issues()
  const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined as unknown }
  const raw = { json: () => structuredClone(body) } as unknown as RawRequest
  reader(raw, context as never, issues)
  expect(issues.list).toEqual([])
  return context.body
}

test.each(Object.entries(cases))('%s', async (_, [schema, body, expected]) => {
  expect(await read(schema, body)).toEqual(expected)
})

test('a member named __proto__ is a member', async () => {
  const schema = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"string","default":"x"}}}',
  )
  const body = (await read(schema, {})) as object
  expect(Object.getPrototypeOf(body)).toBe(Object.prototype)
  expect(Object.getOwnPropertyDescriptor(body, '__proto__')?.value).toBe('x')
})

test('no two requests share a default', async () => {
  const schema = { type: 'object', properties: { tags: { type: 'array', default: [] } } }
  const result = await compileDocument(documentOf([schema]))
  const { read: reader } = definitionOf(await evaluate(result.files), 'operations/op0')
  const bodies = [1, 2].map(() => {
    const context = { body: undefined as unknown }
    reader({ json: () => ({}) } as unknown as RawRequest, context as never, new Issues())
    return context.body as { tags: unknown[] }
  })
  bodies[0]?.tags.push(1)
  expect(bodies[1]?.tags).toEqual([])
})

test('the type says that it is there; an answer may leave it out', async () => {
  const document = documentOf([paged]) as { paths: Record<string, unknown> }
  const result = await compileDocument(document)
  const text = result.files.map((file) => file.text).join('\n')
  expect(text).toMatch(/export interface S0 \{\n +size\?: number \| undefined\n/)
  expect(text).toMatch(/export interface S0Input \{\n +size: number\n/)
  const only = await compileDocument({
    ...document,
    paths: {
      '/s': {
        post: {
          operationId: 'op',
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } },
          },
          responses: { 204: { description: 'ok' } },
        },
      },
    },
  })
  expect(only.files.map((file) => file.text).join('\n')).toMatch(/ size: number\n/)
})
