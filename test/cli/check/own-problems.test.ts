// Proves that a declared error which the server's own cannot be is told, once, where it stands.

import { expect, it } from 'vitest'
import { compileDocument } from '../emit/evaluate.js'

const text = { type: 'string' }
const field = (...required: string[]) => ({
  type: 'object',
  properties: { code: text, traceId: text },
  required,
})
const problem = (required: readonly string[], more: object = {}) => ({
  type: 'object',
  properties: { title: text, ...more },
  required,
})
const answer = (schema: object, type = 'application/problem+json') => ({
  description: 'no',
  content: { [type]: { schema } },
})
const parameters = [{ name: 'a', in: 'query', schema: text }]
const body = { content: { 'application/json': { schema: text } } }
const security = [{ key: [] }]

const cases: Readonly<Record<string, readonly [operation: object, messages: readonly string[]]>> = {
  'what a 400 has': [
    {
      parameters,
      responses: {
        400: answer(
          problem(['type', 'title', 'status', 'detail', 'errors'], {
            errors: { type: 'array', items: field('in', 'pointer', 'code', 'message') },
          }),
        ),
      },
    },
    [],
  ],
  'more of each error': [
    {
      parameters,
      responses: {
        400: answer(problem([], { errors: { type: 'array', items: field('code', 'traceId') } })),
      },
    },
    ["400 the server's own 400 has no `traceId` in its `errors`, which the schema requires"],
  ],
  'more of the problem, in a part of it': [
    {
      requestBody: body,
      responses: { 415: answer({ allOf: [problem(['title']), problem(['instance', 'code'])] }) },
    },
    [
      "415 the server's own 415 has no `instance`, which the schema requires",
      "415 the server's own 415 has no `code`, which the schema requires",
    ],
  ],
  'errors of what is no 400': [
    { security, responses: { '4XX': answer(problem(['errors'])) } },
    [
      "4XX the server's own 401 has no `errors`, which the schema requires",
      "4XX the server's own 403 has no `errors`, which the schema requires",
    ],
  ],
  'the more specific answer, and the default for others': [
    { responses: { 500: answer(problem(['title'])), default: answer(problem(['code'])) } },
    ["default the server's own 503 has no `code`, which the schema requires"],
  ],
  'what only requests have': [
    { responses: { 500: answer(problem(['secret'], { secret: { ...text, writeOnly: true } })) } },
    [],
  ],
  'answers that only the handler gives': [
    {
      responses: {
        400: answer(problem(['code'])),
        404: answer(problem(['code'])),
        409: answer(problem(['code'])),
      },
    },
    [],
  ],
  'another media type, which handlers answer': [
    { parameters, responses: { 400: answer(problem(['code']), 'application/json') } },
    [],
  ],
}

it.each(Object.entries(cases))('%s', async (_, [operation, messages]) => {
  const { diagnostics } = await compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/a': { post: { operationId: 'a', ...operation } } },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'k' } } },
  })
  const found = diagnostics.filter(({ code }) => code === 'NX2260')
  expect(found.map(({ at, message }) => `${at?.pointer.split('/')[5]} ${message}`)).toEqual(
    messages,
  )
})

it('is told once of what many operations share', async () => {
  const responses = { 500: { $ref: '#/components/responses/failed' } }
  const { diagnostics } = await compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/a': { get: { responses }, post: { responses } }, '/b': { get: { responses } } },
    components: { responses: { failed: answer(problem(['code'])) } },
  })
  const found = diagnostics.filter(({ code }) => code === 'NX2260')
  expect(found.map(({ at }) => at?.pointer)).toEqual([
    '/components/responses/failed/content/application~1problem+json',
  ])
})
