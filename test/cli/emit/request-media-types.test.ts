// Proves which of several media types a request body is read as: the most specific key holds (OpenAPI 3.1, 4.8.13).

import { describe, expect, test } from 'vitest'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, errorsOf, evaluate } from './evaluate.js'

const item = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } }
const text = { type: 'string' }

/** What is told of a body `{"n":"x"}`, which fits no `item`. */
interface Case {
  readonly content: Readonly<Record<string, object>>
  /** By what is sent: the key whose schema is looked at, and whether the body fits it. */
  readonly read: Readonly<Record<string, readonly [key: string, 'fits' | 'does not fit']>>
}

const cases: readonly Case[] = [
  {
    content: { '*/*': { schema: item }, 'application/xml': { schema: text } },
    read: {
      'application/json': ['*/*', 'does not fit'],
      'text/plain': ['*/*', 'does not fit'],
      '': ['*/*', 'does not fit'],
      'application/xml': ['application/xml', 'fits'],
    },
  },
  {
    content: {
      '*/*': { schema: text },
      'text/csv': { schema: text },
      'application/json': { schema: item },
    },
    read: {
      'application/json': ['application/json', 'does not fit'],
      'text/csv': ['text/csv', 'fits'],
      'text/plain': ['*/*', 'fits'],
    },
  },
  {
    content: { 'image/*': {}, 'application/*': {}, 'application/json': { schema: item } },
    read: {
      'application/json': ['application/json', 'does not fit'],
      'application/pdf': ['application/*', 'fits'],
      'image/png': ['image/*', 'fits'],
    },
  },
  {
    content: {
      '*/*': {},
      'application/*': { schema: item },
      'application/vnd.a+json': { schema: item },
      'text/*': { schema: text },
    },
    read: {
      'application/vnd.a+json': ['application/vnd.a+json', 'does not fit'],
      'application/json': ['application/*', 'does not fit'],
      'text/html': ['text/*', 'fits'],
      'image/png': ['*/*', 'fits'],
    },
  },
]

const body = '{"n":"x"}'
const sent = (type: string) =>
  ({
    mediaType: () => type,
    hasBody: () => true,
    json: () => JSON.parse(body),
    bodyText: () => body,
    bodyBytes: () => new TextEncoder().encode(body),
  }) as unknown as RawRequest

const definitionFor = async (content: Case['content']) => {
  const post = {
    operationId: 'take',
    requestBody: { required: true, content },
    responses: { 204: { description: 'done' } },
  }
  const result = await compileDocument({
    openapi: '3.1.0',
    info: { title: 'media types', version: '1' },
    paths: { '/a': { post } },
  })
  expect(errorsOf(result)).toBe('')
  return definitionOf(await evaluate(result.files), 'operations/take')
}

describe('the most specific media type is what a body is read as', () => {
  for (const { content, read } of cases) {
    test(Object.keys(content).join(', '), async () => {
      const definition = await definitionFor(content)
      const found = Object.keys(read).map((type) => {
        const context = {
          path: {},
          query: {},
          headers: {},
          cookies: {},
          body: undefined as unknown,
        }
        const issues = new Issues()
        definition.read(sent(type), context, issues)
        const { contentType } = context.body as { contentType: string }
        return [type, [contentType, issues.count === 0 ? 'fits' : 'does not fit']]
      })
      expect(Object.fromEntries(found)).toEqual(read)
    })
  }
})
