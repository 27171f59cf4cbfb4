// Proves that texts become values by the schema that holds for their name, in every place that takes an object apart:
// a member that is declared, one whose name matches a pattern, and all others.

import { describe, expect, test } from 'vitest'
import type { CompileInput } from '../../../cli/src/pipeline.js'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, errorsOf, evaluate } from './evaluate.js'

const schema = {
  type: 'object',
  properties: { n: { type: 'string' }, big1: {} },
  patternProperties: {
    '^p': { type: 'integer' },
    '^s': { type: 'string' },
    '^(?:l|l)+$': { type: 'boolean' },
    '^big': { type: 'integer', format: 'int64' },
    '^d': { type: 'number', format: 'decimal' },
  },
  additionalProperties: { type: 'number' },
}
const sent = {
  n: '1',
  p1: '5',
  s1: '6',
  ll: 'true',
  big1: '9007199254740993',
  big2: '9007199254740995',
  d1: '12345678901234567.89',
  o: '1.5',
}
const arrived = {
  n: '1',
  p1: 5,
  s1: '6',
  ll: true,
  big1: 9007199254740993n,
  big2: 9007199254740995n,
  d1: '12345678901234567.89',
  o: 1.5,
}
const pairs = Object.entries(sent)
const query = (pairsOf: readonly (readonly string[])[]) =>
  pairsOf.map(([name = '', value = '']) => `${encodeURIComponent(name)}=${value}`).join('&')

type Request = Partial<Record<'target' | 'text' | 'cookie' | 'body', string>>

/** An operation that takes the object, and a request that has it. */
const places: Readonly<Record<string, readonly [object, Request]>> = {
  'deepObject in a query': [
    { parameters: [{ name: 'f', in: 'query', style: 'deepObject', schema }] },
    { target: `/a?${query(pairs.map(([name, value]) => [`f[${name}]`, value]))}` },
  ],
  'exploded form in a query': [
    { parameters: [{ name: 'f', in: 'query', schema }] },
    { target: `/a?${query(pairs)}` },
  ],
  'form in one text of a query': [
    { parameters: [{ name: 'f', in: 'query', explode: false, schema }] },
    { target: `/a?f=${pairs.flat().join(',')}` },
  ],
  'simple in a header': [
    { parameters: [{ name: 'f', in: 'header', schema }] },
    { text: pairs.flat().join(',') },
  ],
  'form in a cookie': [
    { parameters: [{ name: 'f', in: 'cookie', explode: false, schema }] },
    { cookie: `f=${pairs.flat().join(',')}` },
  ],
  'an urlencoded body': [
    { requestBody: { content: { 'application/x-www-form-urlencoded': { schema } } } },
    { body: query(pairs) },
  ],
  'deepObject in an urlencoded body': [
    {
      requestBody: {
        content: {
          'application/x-www-form-urlencoded': {
            schema: { type: 'object', required: ['f'], properties: { f: schema } },
            encoding: { f: { style: 'deepObject', explode: true } },
          },
        },
      },
    },
    { body: query(pairs.map(([name, value]) => [`f[${name}]`, value])) },
  ],
}

const fieldsOf = (text: string) => {
  const fields: Record<string, string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text))
    fields[name] = [...(fields[name] ?? []), value]
  return fields
}

const raw = ({ target = '/a', text, cookie, body = '' }: Request): RawRequest =>
  ({
    target,
    has: () => text !== undefined || cookie !== undefined || target.includes('?f='),
    text: () => text ?? '',
    list: () => /f=(.*)/.exec(cookie ?? target)?.[1]?.split(',') ?? [],
    header: (name: string) => (name === 'cookie' ? cookie : undefined),
    hasBody: () => body !== '',
    form: () => fieldsOf(body),
    bodyText: () => body,
  }) as unknown as RawRequest

const contextOf = async (operation: object, request: Request, schemas: CompileInput['schemas']) => {
  const responses = { 204: { description: 'done' } }
  const result = await compileDocument(
    {
      openapi: '3.1.0',
      info: { title: 'patterns', version: '1' },
      paths: { '/a': { post: { operationId: 'take', responses, ...operation } } },
    },
    schemas,
  )
  expect(errorsOf(result)).toBe('')
  const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined as unknown }
  const issues = new Issues()
  definitionOf(await evaluate(result.files), 'operations/take').read(raw(request), context, issues)
  if (issues.count > 0) throw new Error(JSON.stringify(issues.list))
  const { f } = { ...context.query, ...context.headers, ...context.cookies } as { f?: unknown }
  const body = context.body as { f?: unknown } | undefined
  return f ?? body?.f ?? body
}

describe('members become values by the pattern of their names', () => {
  test.each(Object.entries(places))('%s', async (_, [operation, request]) => {
    const found = await contextOf(operation, request, { int64: 'bigint', decimal: 'string' })
    expect({ ...(found as object) }).toEqual(arrived)
  })

  test('and by unevaluatedProperties', async () => {
    const parts = [{ properties: { n: { type: 'string' } } }]
    const open = { type: 'object', allOf: parts, unevaluatedProperties: { type: 'integer' } }
    const parameters = [{ name: 'f', in: 'query', style: 'deepObject', schema: open }]
    const found = await contextOf({ parameters }, { target: '/a?f[n]=1&f[o]=2' }, {})
    expect({ ...(found as object) }).toEqual({ n: '1', o: 2 })
  })

  test('and items by their places', async () => {
    const tuple = {
      type: 'array',
      prefixItems: [{ type: 'integer' }, { type: 'string' }, { type: 'boolean' }],
      items: { type: 'number' },
    }
    const expected = [1, '2', true, 1.5]
    const query = (parameter: object) => [{ name: 'f', in: 'query', schema: tuple, ...parameter }]
    const form = { type: 'object', properties: { f: tuple } }
    const body = { 'application/x-www-form-urlencoded': { schema: form } }
    const found = await Promise.all([
      contextOf({ parameters: query({ explode: false }) }, { target: '/a?f=1,2,true,1.5' }, {}),
      contextOf({ requestBody: { content: body } }, { body: 'f=1&f=2&f=true&f=1.5' }, {}),
      contextOf(
        { parameters: [{ name: 'f', in: 'cookie', explode: false, schema: tuple }] },
        { cookie: 'f=1,2,true,1.5' },
        {},
      ),
      contextOf(
        {
          parameters: query({
            style: 'deepObject',
            schema: { type: 'object', properties: { t: tuple } },
          }),
        },
        { target: '/a?f[t]=1&f[t]=2&f[t]=true&f[t]=1.5' },
        {},
      ),
    ])
    const [inQuery, inForm, inCookie, inObject] = found
    expect(inForm).toEqual(expected)
    expect(inCookie).toEqual(expected)
    expect({ ...(inObject as object) }).toEqual({ t: expected })
    expect(inQuery).toEqual(expected)
  })

  test('names that are too costly are refused, not run', async () => {
    const slow = { type: 'object', patternProperties: { '^(?:l|l|ll)+$': { type: 'integer' } } }
    const names = Array.from({ length: 200 }, (__, i) => `f[${'l'.repeat(4000 + i)}]=1`).join('&')
    const parameters = [{ name: 'f', in: 'query', style: 'deepObject', schema: slow }]
    const asked = contextOf({ parameters }, { target: `/a?${names}` }, {})
    await expect(asked).rejects.toThrow('takes too long')
  })
})
