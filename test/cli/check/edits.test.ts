// Edits of a small document that are easily missed: each with what it breaks in requests, and what in answers.

import { describe, expect, it } from 'vitest'
import { compareApis } from '../../../cli/src/check/changes/compare.js'
import type { Api } from '../../../cli/src/ir/api.js'
import { compileText } from '../read/front.js'

type Json = Record<string, unknown>

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
const kinds = {
  Cat: { type: 'object', properties: { kind: { type: 'string' }, meow: {} } },
  Dog: { type: 'object', properties: { kind: { type: 'string' }, bark: {} } },
  // Contains itself: written out it never ends.
  Tree: { type: 'object', properties: { leaf: { type: 'integer' }, next: ref('Tree') } },
}

const read = (operation: Json, more: Json = {}, schemas: Json = kinds): Api => {
  const text = JSON.stringify({
    openapi: '3.2.0',
    info: { title: 't', version: 'v' },
    paths: { '/a': { post: { responses: { '200': { description: 'd' } }, ...operation } } },
    components: { schemas, ...more },
  })
  const { api, printed } = compileText('api.json', text)
  if (api === null || printed.includes('error')) throw new Error(printed)
  return api
}

const found = (before: Api, after: Api): string[] =>
  [...new Set(compareApis(before, after).map(({ rule, audience }) => `${audience} ${rule}`))].sort()

const content = (schema: Json): Json => ({ content: { 'application/json': { schema } } })
const answer = (parts: Json): Json => ({ responses: { '200': { description: 'd', ...parts } } })

/** `http x`: a rule and whom it breaks. */
type Told = readonly string[]
type Case = readonly [edit: string, before: Json, after: Json, request: Told, answer: Told]

const parts = (...each: Json[]): Json => ({ allOf: each })
const text = (more: Json): Json => ({ type: 'string', ...more })
const object = (properties: Json, more: Json = {}): Json => {
  return { type: 'object', properties, ...more }
}
/** As many schemas in each other as a comparison by text would never write out. */
const deep = (levels: number, last: Json): Json =>
  levels === 0 ? last : object({ a: deep(levels - 1, last) })

const schemaEdits: readonly Case[] = [
  [
    'the first of two patterns in an allOf',
    parts(text({ pattern: 'a' }), { pattern: 'b' }),
    parts(text({ pattern: 'c' }), { pattern: 'b' }),
    ['http pattern-changed'],
    [],
  ],
  [
    'another pattern beside one',
    parts(text({ pattern: 'a' })),
    parts(text({ pattern: 'c' }), { pattern: 'a' }),
    ['http pattern-added'],
    [],
  ],
  [
    'the first of two formats',
    parts(text({ format: 'date' }), { format: 'uri' }),
    parts(text({ format: 'email' }), { format: 'uri' }),
    ['http format-changed'],
    ['types format-changed'],
  ],
  [
    'the first of two multiples',
    parts({ type: 'integer', multipleOf: 2 }, { multipleOf: 3 }),
    parts({ type: 'integer', multipleOf: 5 }, { multipleOf: 3 }),
    ['http multiple-of-added'],
    ['http multiple-of-removed'],
  ],
  [
    'the first of two `not`',
    parts(text({ not: { const: 'a' } }), { not: { const: 'b' } }),
    parts(text({ not: { const: 'c' } }), { not: { const: 'b' } }),
    ['http condition-changed'],
    [],
  ],
  [
    'the first of two `if`',
    parts({ if: { required: ['a'] }, else: { required: ['b'] } }, { if: {}, else: {} }),
    parts({ if: { required: ['a'] }, else: { required: ['c'] } }, { if: {}, else: {} }),
    ['http condition-changed'],
    [],
  ],
  [
    'what the first of two parts says of a member',
    parts(object({ a: text({ minLength: 1 }) }), object({ a: { maxLength: 9 } })),
    parts(object({ a: text({ minLength: 2 }) }), object({ a: { maxLength: 9 } })),
    ['http minimum-raised'],
    [],
  ],
  [
    'items of the first of two parts',
    parts({ type: 'array', items: { minLength: 1 } }, { items: { maxLength: 9 } }),
    parts({ type: 'array', items: { minLength: 2 } }, { items: { maxLength: 9 } }),
    ['http minimum-raised'],
    [],
  ],
  [
    'a part of an allOf closed by one that stands before another',
    parts(object({ a: {} }), object({ b: {} }, { additionalProperties: true })),
    parts(
      object({ a: {} }, { additionalProperties: false }),
      object({ b: {} }, { additionalProperties: true }),
    ),
    ['http closed'],
    ['types closed'],
  ],
  [
    'the name of a member inside a `not`',
    object({}, { not: { properties: { a: { const: 1 } } } }),
    object({}, { not: { properties: { b: { const: 1 } } } }),
    ['http condition-changed'],
    [],
  ],
  [
    'a member called `title` of a constant inside a `not`',
    object({}, { not: { const: { title: 'a' } } }),
    object({}, { not: { const: { title: 'b' } } }),
    ['http condition-changed'],
    [],
  ],
  [
    'the words and the order of what a `not` excludes',
    object({}, { not: { title: 'a', required: ['a', 'b'] } }),
    object({}, { not: { title: 'b', required: ['b', 'a'] } }),
    [],
    [],
  ],
  [
    'a bound thirty schemas below a `not`',
    object({}, { not: deep(30, { type: 'integer', minimum: 1 }) }),
    object({}, { not: deep(30, { type: 'integer', minimum: 2 }) }),
    ['http condition-changed'],
    [],
  ],
  [
    'a `not` of what contains itself, untouched',
    { not: ref('Tree') },
    { not: ref('Tree') },
    [],
    [],
  ],
  [
    'what undeclared members have to be',
    object({}, { unevaluatedProperties: { type: 'integer' } }),
    object({}, { unevaluatedProperties: { type: 'string' } }),
    ['http condition-changed'],
    [],
  ],
  [
    'a member taken from a closed object',
    object({ a: {}, b: {} }, { additionalProperties: false }),
    object({ a: {} }, { additionalProperties: false }),
    ['http property-refused', 'types property-removed'],
    ['http property-removed', 'types property-refused'],
  ],
  [
    'a member that has to be as the rest, and was not',
    object({ a: { type: 'integer' } }, { additionalProperties: { type: 'string' } }),
    object({}, { additionalProperties: { type: 'string' } }),
    ['http type-removed', 'types property-removed', 'types type-added'],
    ['http property-removed', 'http type-added', 'types type-removed'],
  ],
  [
    'a position of a tuple that was any value',
    { type: 'array', prefixItems: [{}] },
    { type: 'array', prefixItems: [{}, { type: 'string' }] },
    ['http items-typed'],
    ['types items-typed'],
  ],
  [
    'a position of a tuple that is any value',
    { type: 'array', prefixItems: [{ type: 'string' }] },
    { type: 'array' },
    ['types items-untyped'],
    ['http items-untyped'],
  ],
  [
    'a discriminator that came',
    { oneOf: [ref('Cat'), ref('Dog')] },
    { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
    ['http discriminator-added'],
    ['types discriminator-added'],
  ],
  [
    'a discriminator that went',
    { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
    { oneOf: [ref('Cat'), ref('Dog')] },
    ['types discriminator-removed'],
    ['http discriminator-removed'],
  ],
  [
    'another value in the mapping',
    {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { c: 'Cat', d: 'Dog' } },
    },
    {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { C: 'Cat', d: 'Dog' } },
    },
    ['http discriminator-value-removed', 'types discriminator-value-added'],
    ['http discriminator-value-added', 'types discriminator-value-removed'],
  ],
  [
    'what a value stands for that is not mapped',
    {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', defaultMapping: 'Cat' },
    },
    { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
    ['http discriminator-value-removed'],
    ['types discriminator-value-removed'],
  ],
]

describe('an edit of a schema:', () => {
  it.each(schemaEdits)('%s', (_, before, after, request, answered) => {
    const sent = (schema: Json) => read({ requestBody: content(schema) })
    const told = (schema: Json) => read(answer(content(schema)))
    expect(found(sent(before), sent(after))).toEqual(request)
    expect(found(told(before), told(after))).toEqual(answered)
  })
})

const query = (parameter: Json): Json => ({
  parameters: [{ name: 'p', in: 'query', ...parameter }],
})
const list = { schema: { type: 'array', items: { type: 'string' } } }
const headed = (header: Json): Json => answer({ headers: { 'X-A': header } })
const events = (...names: string[]): Json =>
  answer({
    content: {
      'text/event-stream': {
        itemSchema: {
          oneOf: names.map((name) =>
            object({ event: { const: name }, data: text({}) }, { required: ['event'] }),
          ),
        },
      },
    },
  })
const eventData = (schema: Json): Json =>
  answer({
    content: {
      'text/event-stream': {
        itemSchema: object({
          data: text({ contentMediaType: 'application/json', contentSchema: schema }),
        }),
      },
    },
  })
const lines = (schema: Json): Json =>
  answer({ content: { 'application/jsonl': { itemSchema: schema } } })
const asks = (...requirements: Json[]): Json => ({ security: requirements })
const scopes = { a: 'a', b: 'b' }
const schemes = {
  securitySchemes: {
    key: { type: 'apiKey', in: 'header', name: 'K' },
    oauth: {
      type: 'oauth2',
      flows: { clientCredentials: { tokenUrl: 'https://a.b/c', scopes } },
    },
  },
}

const operationEdits: readonly (readonly [edit: string, before: Json, after: Json, told: Told])[] =
  [
    [
      'the style of a parameter',
      query(list),
      query({ ...list, style: 'pipeDelimited', explode: false }),
      ['http parameter-style-changed'],
    ],
    [
      'explode of a parameter',
      query(list),
      query({ ...list, explode: false }),
      ['http parameter-style-changed'],
    ],
    [
      'a parameter that is JSON now',
      query({ schema: object({}) }),
      query(content(object({}))),
      ['http parameter-style-changed'],
    ],
    [
      'the schema of a parameter that is JSON',
      query(content(object({ a: {} }))),
      query(content(object({ a: {} }, { required: ['a'] }))),
      ['http property-became-required'],
    ],
    [
      'the schema of a header of an answer',
      headed({ schema: { type: 'integer' } }),
      headed({ schema: { type: 'string' } }),
      ['http type-added', 'types type-removed'],
    ],
    [
      'a header of an answer that is JSON now',
      headed({ schema: object({}) }),
      headed(content(object({}))),
      ['http response-header-style-changed'],
    ],
    [
      'a scope that is asked for',
      asks({ oauth: ['a'] }),
      asks({ oauth: ['a', 'b'] }),
      ['http security-tightened'],
    ],
    [
      'one of two ways in that is gone',
      asks({ oauth: [] }, { key: [] }),
      asks({ oauth: [] }),
      ['http security-tightened'],
    ],
    [
      'a second scheme beside the first',
      asks({ oauth: [] }),
      asks({ oauth: [], key: [] }),
      ['http security-tightened'],
    ],
    [
      'an event of a name that clients do not know',
      events('a'),
      events('a', 'b'),
      ['http branch-added'],
    ],
    ['an event that comes no more', events('a', 'b'), events('a'), ['types branch-removed']],
    [
      'the name of an event',
      events('a'),
      events('b'),
      ['http enum-value-added', 'types enum-value-removed'],
    ],
    [
      'the JSON of an event',
      eventData({ type: 'integer' }),
      eventData({ type: 'string' }),
      ['http type-added', 'types type-removed'],
    ],
    [
      'an item of lines',
      lines(object({ a: {} }, { required: ['a'] })),
      lines(object({ a: {} })),
      ['http property-became-optional'],
    ],
    [
      'a media type that a range takes in',
      { requestBody: { content: { 'image/png': {} } } },
      { requestBody: { content: { 'image/*': {} } } },
      ['types request-media-type-added'],
    ],
  ]

describe('an edit of an operation:', () => {
  it.each(operationEdits)('%s', (_, before, after, told) => {
    expect(found(read(before, schemes), read(after, schemes))).toEqual([...told].sort())
  })
})
