// Proves readers of parameters: what arrives in the context, and what is refused.

import { describe, expect, test } from 'vitest'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { type Issue, Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, errorsOf, evaluate } from './evaluate.js'

interface Case {
  readonly name: string
  readonly parameter: {
    readonly name: string
    readonly in: string
    readonly [key: string]: unknown
  }
  /** Texts of the parameter as the engine hands them over, or a query string. */
  readonly reads: readonly {
    readonly text?: string
    readonly list?: string[]
    readonly query?: string
    readonly cookie?: string
    readonly value: unknown
  }[]
  readonly refuses?: readonly {
    readonly text?: string
    readonly list?: string[]
    readonly query?: string
    readonly cookie?: string
    readonly error: string
  }[]
}

const point = {
  type: 'object',
  required: ['x'],
  properties: {
    x: { type: 'integer' },
    y: { type: 'number' },
    tags: { type: 'array', items: { type: 'string' } },
  },
}

const cases: readonly Case[] = [
  {
    name: 'default',
    parameter: { name: 'a', in: 'query', schema: { type: 'integer', default: 3, maximum: 9 } },
    reads: [{ value: 3 }, { text: '5', value: 5 }],
    refuses: [{ text: '10', error: '/a maximum' }],
  },
  {
    name: 'enum',
    parameter: { name: 'a', in: 'query', schema: { type: 'string', enum: ['x', 'y'] } },
    reads: [{ value: undefined }, { text: 'x', value: 'x' }],
    refuses: [{ text: 'z', error: '/a enum' }],
  },
  {
    name: 'boolean',
    parameter: { name: 'a', in: 'query', schema: { type: 'boolean' } },
    reads: [{ text: 'true', value: true }],
  },
  {
    name: 'format',
    parameter: { name: 'a', in: 'header', schema: { type: 'string', format: 'date' } },
    reads: [{ text: '2024-01-31', value: '2024-01-31' }],
    refuses: [{ text: '2024-02-31', error: '/a format' }],
  },
  {
    name: 'union of scalars',
    parameter: {
      name: 'a',
      in: 'query',
      schema: { oneOf: [{ type: 'integer' }, { type: 'string', enum: ['all'] }] },
    },
    reads: [
      { text: '7', value: 7 },
      { text: 'all', value: 'all' },
    ],
    refuses: [{ text: 'none', error: '/a enum' }],
  },
  {
    name: 'list of integers',
    parameter: {
      name: 'a',
      in: 'query',
      schema: { type: 'array', items: { type: 'integer' }, minItems: 1 },
    },
    reads: [{ list: ['1', '2'], value: [1, 2] }],
    refuses: [{ list: ['1', 'x'], error: '/a/1 type' }],
  },
  {
    name: 'list in a path',
    parameter: {
      name: 'a',
      in: 'path',
      required: true,
      schema: { type: 'array', items: { type: 'string', maxLength: 1 } },
    },
    reads: [{ list: ['a'], value: ['a'] }],
    refuses: [{ list: ['a', 'bc'], error: '/a/1 maxLength' }],
  },
  {
    name: 'deepObject',
    parameter: { name: 'a', in: 'query', style: 'deepObject', schema: point },
    reads: [
      { query: 'b=1', value: undefined },
      {
        query: 'a[x]=1&a%5By%5D=1.5&a[tags]=p&a[tags]=q',
        value: { x: 1, y: 1.5, tags: ['p', 'q'] },
      },
    ],
    refuses: [
      { query: 'a[y]=1', error: '/a/x required' },
      { query: 'a[x]=z', error: '/a/x type' },
    ],
  },
  {
    name: 'required deepObject',
    parameter: { name: 'a', in: 'query', required: true, style: 'deepObject', schema: point },
    reads: [],
    refuses: [{ query: '', error: '/a required' }],
  },
  {
    name: 'exploded object',
    parameter: { name: 'a', in: 'query', schema: point },
    reads: [{ query: 'x=1&tags=p', value: { x: 1, tags: ['p'] } }],
    refuses: [{ query: 'x=q', error: '/a/x type' }],
  },
  {
    name: 'object as list',
    parameter: { name: 'a', in: 'query', explode: false, schema: point },
    reads: [{ text: 'x,1,y,2.5', value: { x: 1, y: 2.5 } }],
    refuses: [{ text: 'y,1', error: '/a/x required' }],
  },
  {
    name: 'object in a header',
    parameter: { name: 'a', in: 'header', explode: true, schema: point },
    reads: [{ text: 'x=1,y=2', value: { x: 1, y: 2 } }],
  },
  {
    name: 'content',
    parameter: { name: 'a', in: 'query', content: { 'application/json': { schema: point } } },
    reads: [{ text: '{"x":1}', value: { x: 1 } }],
    refuses: [
      { text: '{', error: '/a type' },
      { text: '{"x":"1"}', error: '/a/x type' },
    ],
  },
  {
    name: 'matrix',
    parameter: {
      name: 'a',
      in: 'path',
      required: true,
      style: 'matrix',
      schema: { type: 'integer' },
    },
    reads: [{ text: ';a=5', value: 5 }],
    refuses: [{ text: ';a=x', error: '/a type' }],
  },
  {
    name: 'matrix list',
    parameter: {
      name: 'a',
      in: 'path',
      required: true,
      style: 'matrix',
      explode: true,
      schema: { type: 'array', items: { type: 'integer' } },
    },
    reads: [{ text: ';a=5;a=6', value: [5, 6] }],
  },
  {
    name: 'label list',
    parameter: {
      name: 'a',
      in: 'path',
      required: true,
      style: 'label',
      schema: { type: 'array', items: { type: 'integer' } },
    },
    reads: [{ text: '.5,6', value: [5, 6] }],
  },
  {
    name: 'label object',
    parameter: { name: 'a', in: 'path', required: true, style: 'label', schema: point },
    reads: [{ text: '.x,1,y,2.5', value: { x: 1, y: 2.5 } }],
    refuses: [{ text: '.y,1', error: '/a/x required' }],
  },
  {
    name: 'matrix object, exploded',
    parameter: {
      name: 'a',
      in: 'path',
      required: true,
      style: 'matrix',
      explode: true,
      schema: point,
    },
    reads: [{ text: ';x=1;tags=p%3Bq', value: { x: 1, tags: ['p;q'] } }],
    refuses: [{ text: ';x=z', error: '/a/x type' }],
  },
  {
    name: 'a member called __proto__',
    parameter: {
      name: 'a',
      in: 'query',
      style: 'deepObject',
      schema: { type: 'object', additionalProperties: { type: 'string' } },
    },
    reads: [{ query: 'a[__proto__]=x', value: JSON.parse('{"__proto__":"x"}') }],
  },
  {
    name: 'a parameter that every object has, and is not there',
    parameter: { name: 'hasOwnProperty', in: 'query', schema: { type: 'boolean' } },
    reads: [{ value: undefined }, { text: 'true', value: true }],
  },
  {
    name: 'a parameter called __proto__',
    parameter: { name: '__proto__', in: 'query', schema: { type: 'string' } },
    reads: [{ value: undefined }, { text: 'x', value: 'x' }],
  },
  {
    name: 'a whole query that is a form',
    parameter: {
      name: 'a',
      in: 'querystring',
      required: true,
      content: { 'application/x-www-form-urlencoded': { schema: { ...point, maxProperties: 3 } } },
    },
    reads: [
      { query: 'x=1&y=1.5&tags=p&tags=q', value: { x: 1, y: 1.5, tags: ['p', 'q'] } },
      { query: 'x=1&z=+%26', value: { x: 1, z: ' &' } },
    ],
    refuses: [
      { query: 'y=1', error: '/a/x required' },
      { query: 'x=q', error: '/a/x type' },
      { query: 'x=1&b=1&c=1&d=1', error: '/a maxProperties' },
    ],
  },
  {
    name: 'a whole query that is JSON',
    parameter: { name: 'a', in: 'querystring', content: { 'application/json': { schema: point } } },
    reads: [{ query: '%7B%22x%22:1,%22z%22:[%22%26%22]%7D', value: { x: 1, z: ['&'] } }],
    refuses: [
      { query: '%7B%22y%22:1%7D', error: '/a/x required' },
      { query: 'x=1', error: '/a type' },
      { query: '%zz', error: '/a type' },
    ],
  },
  {
    name: 'a whole query that is text',
    parameter: {
      name: 'a',
      in: 'querystring',
      content: { 'text/plain': { schema: { type: 'string', maxLength: 9 } } },
    },
    reads: [{ query: 'a%26b=+c', value: 'a&b=+c' }],
    refuses: [{ query: '0123456789', error: '/a maxLength' }],
  },
  {
    name: 'a cookie as it is',
    parameter: { name: 'a', in: 'cookie', style: 'cookie', schema: { type: 'string' } },
    reads: [
      { value: undefined },
      { cookie: 'b=1', value: undefined },
      { cookie: 'ab=0; a=x%20"+y=z; a=2', value: 'x%20"+y=z' },
    ],
  },
  {
    name: 'a number in a cookie that has to be there',
    parameter: {
      name: 'a',
      in: 'cookie',
      style: 'cookie',
      required: true,
      schema: { type: 'integer', maximum: 9 },
    },
    reads: [{ cookie: 'a=7', value: 7 }],
    refuses: [
      { cookie: 'b=7', error: '/a required' },
      { cookie: 'a=10', error: '/a maximum' },
      { cookie: 'a=x', error: '/a type' },
    ],
  },
  {
    name: 'a cookie for each item',
    parameter: {
      name: 'a',
      in: 'cookie',
      style: 'cookie',
      schema: { type: 'array', items: { type: 'integer' } },
    },
    reads: [{ cookie: 'a=1; b=5; a=2', value: [1, 2] }],
    refuses: [{ cookie: 'a=1; a=x', error: '/a/1 type' }],
  },
  {
    name: 'items in one cookie',
    parameter: {
      name: 'a',
      in: 'cookie',
      style: 'cookie',
      explode: false,
      schema: { type: 'array', items: { type: 'string' } },
    },
    reads: [
      { cookie: 'a=1,%2C,3', value: ['1', '%2C', '3'] },
      { cookie: 'a=', value: [] },
    ],
  },
  {
    name: 'a cookie for each member',
    parameter: { name: 'a', in: 'cookie', style: 'cookie', schema: point },
    reads: [{ cookie: 'x=1; tags=p; tags=q', value: { x: 1, tags: ['p', 'q'] } }],
    refuses: [{ cookie: 'y=1', error: '/a/x required' }],
  },
  {
    name: 'members in one cookie',
    parameter: { name: 'a', in: 'cookie', style: 'cookie', explode: false, schema: point },
    reads: [{ cookie: 'a=x,1,y,2', value: { x: 1, y: 2 } }],
  },
]

const documentOf = () => ({
  openapi: '3.2.0',
  info: { title: 't', version: '1' },
  paths: Object.fromEntries(
    cases.map(({ parameter }, i) => [
      parameter.in === 'path' ? `/p${i}/{${parameter.name}}` : `/p${i}`,
      {
        get: {
          operationId: `op${i}`,
          parameters: [parameter],
          responses: { 200: { description: 'ok' } },
        },
      },
    ]),
  ),
})

const requestOf = ({
  text,
  list,
  query,
  cookie,
}: {
  text?: string
  list?: string[]
  query?: string
  cookie?: string
}): RawRequest =>
  ({
    has: () => text !== undefined || list !== undefined,
    text: () => text ?? '',
    number: () => Number(text ?? Number.NaN),
    flag: () => text === 'true',
    list: () => list ?? [],
    header: (name: string) => (name === 'cookie' ? cookie : undefined),
    target: `/p/${text ?? ''}?${query ?? `a=${encodeURI(text ?? '')}`}`,
  }) as unknown as RawRequest

describe('parameters', async () => {
  const result = await compileDocument(documentOf())
  if (errorsOf(result) !== '') throw new Error(errorsOf(result))
  const modules = await evaluate(result.files)
  const ask = (i: number, input: Parameters<typeof requestOf>[0]) => {
    const issues = new Issues()
    const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined }
    definitionOf(modules, `operations/op${i}`).read(requestOf(input), context, issues)
    const { name = 'a', in: written = 'query' } = cases[i]?.parameter ?? {}
    const place = written === 'querystring' ? 'query' : written
    const all: Record<string, unknown> =
      {
        path: context.path,
        query: context.query,
        header: context.headers,
        cookie: context.cookies,
      }[place] ?? {}
    return {
      value: all[name],
      errors: issues.list.map((issue: Issue) => `${issue.pointer} ${issue.code}`),
    }
  }

  test.each(cases.map((entry, i) => ({ ...entry, i })))('$name', ({ reads, refuses = [], i }) => {
    for (const { value, ...input } of reads) {
      const found = ask(i, input)
      expect(found.errors).toEqual([])
      expect(JSON.stringify(found.value)).toBe(JSON.stringify(value))
    }
    for (const { error, ...input } of refuses) expect(ask(i, input).errors).toContain(error)
  })

  test('nothing of the table is warned about', () => {
    expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
  })
})
