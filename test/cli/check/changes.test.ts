// Breaking changes: one case for each rule of the table, with who breaks; and changes that break nobody.

import { describe, expect, it } from 'vitest'
import { compareApis } from '../../../cli/src/check/changes/compare.js'
import { rules } from '../../../cli/src/check/changes/rules.js'
import {
  answered,
  form,
  found,
  heading,
  inPath,
  type Json,
  json,
  ok,
  operation,
  read,
  sent,
  taking,
  urlencoded,
} from './two-versions.js'

/** Changes of operations: before, after, and all that is told. */
const operationCases: readonly [Json, Json, readonly string[]][] = [
  [operation({}), {}, ['http operation-removed', 'types operation-removed']],
  [{}, operation({}), ['nobody operation-added']],
  [operation({ operationId: 'a' }), operation({ operationId: 'b' }), ['types operation-renamed']],
  [operation({}), taking({ required: true }), ['http parameter-added-required']],
  [taking({}), taking({ required: true }), ['http parameter-became-required']],
  [taking({ required: true }), taking({}), ['types parameter-became-optional']],
  [inPath('x'), inPath('y'), ['types parameter-renamed']],
  [taking({}), operation({}), ['http parameter-removed', 'types parameter-removed']],
  [taking({}), taking({ style: 'pipeDelimited' }), ['http parameter-style-changed']],
  [taking({}), taking({ schema: { type: 'string', default: 'x' } }), ['http default-changed']],
  [
    taking({ schema: { type: 'string', default: 'x' } }),
    taking({ schema: { type: 'string', default: 'y' } }),
    ['http default-changed'],
  ],
  [
    taking({ schema: { type: 'string', default: 'x' } }),
    taking({}),
    ['http default-removed', 'types default-removed'],
  ],
  [operation({}), operation({ deprecated: true }), ['nobody operation-deprecated']],
  [operation({ deprecated: true }), operation({}), []],
  [taking({}), taking({ deprecated: true }), ['nobody parameter-deprecated']],
  [taking({ allowEmptyValue: true }), taking({}), ['http empty-value-refused']],
  [
    taking({ required: true }),
    taking({ required: true, allowEmptyValue: true }),
    ['types empty-value-allowed'],
  ],
  [taking({}), taking({ allowEmptyValue: true }), []],
  [form({}), form({ a: { contentType: 'image/png' } }), ['http part-media-type-removed']],
  [
    form({ a: { contentType: 'image/*, text/plain' } }),
    form({ a: { contentType: 'image/png; q=1' } }),
    ['http part-media-type-removed'],
  ],
  [form({ a: { contentType: 'image/png' } }), form({ a: { contentType: 'image/*' } }), []],
  [form({ a: { contentType: 'image/png' } }), form({}), []],
  [form({}), form({ a: { style: 'form', explode: false } }), ['http field-style-changed']],
  [urlencoded({}), urlencoded({ a: { explode: false } }), ['http field-style-changed']],
  [urlencoded({}), urlencoded({ a: { style: 'form' } }), []],
  [
    form({ a: { headers: { 'X-A': { schema: { type: 'integer' } } } } }),
    form({ a: { headers: { 'X-A': { required: true, schema: { type: 'string' } } } } }),
    ['http type-removed', 'http property-became-required', 'types type-added'],
  ],
  [
    form({}),
    form({ a: { headers: { 'X-A': { required: true }, 'X-B': {} } } }),
    ['http part-header-added-required'],
  ],
  [heading({}), heading({ explode: true }), ['http response-header-style-changed']],
  [
    operation({ security: [{ oauth: ['a', 'b'] }] }),
    operation({ security: [{ oauth: ['a'] }] }),
    ['types security-loosened'],
  ],
  [
    operation({ security: [{ oauth: ['a'] }] }),
    operation({ security: [{ oauth: ['a', 'b'] }] }),
    ['http security-tightened'],
  ],
  [sent({}), operation({}), ['http body-removed', 'types body-removed']],
  [
    operation({}),
    operation({ requestBody: { required: true, ...json({}) } }),
    ['http body-added-required'],
  ],
  [
    sent({}),
    operation({ requestBody: { required: true, ...json({}) } }),
    ['http body-became-required'],
  ],
  [
    operation({ requestBody: { required: true, ...json({}) } }),
    sent({}),
    ['types body-became-optional'],
  ],
  [
    sent({}),
    operation({ requestBody: { content: { 'text/plain': {} } } }),
    ['http request-media-type-removed', 'types request-media-type-added'],
  ],
  [
    operation({ responses: { ...ok, '404': { description: 'd' } } }),
    operation({}),
    ['types response-removed'],
  ],
  [
    operation({ responses: { ...ok, '201': { description: 'd' } } }),
    operation({}),
    ['http success-removed', 'types success-removed'],
  ],
  [
    answered({}),
    operation({}),
    ['http response-media-type-removed', 'types response-media-type-removed'],
  ],
  [heading({}), heading(null), ['http response-header-removed', 'types response-header-removed']],
  [heading({}), heading({ required: true }), ['types response-header-required']],
  [heading({ required: true }), heading({}), ['http response-header-optional']],
  [operation({}), operation({ security: [{ key: [] }] }), ['http security-tightened']],
  [operation({ security: [{ key: [] }] }), operation({}), ['types security-loosened']],
]

const person = (parts: Json): Json => ({
  type: 'object',
  properties: { a: { type: 'string' } },
  ...parts,
})
const filled = (text: string): Json =>
  person({ properties: { a: { type: 'string', default: text } } })
const union = (...names: string[]): Json => ({
  anyOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
})

const oneOf = (...names: string[]): Json => ({
  oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })),
})

const excluded = (...texts: string[]): Json => ({
  allOf: texts.map((text) => ({ not: { const: text } })),
})
const told = (propertyName: string, of: Record<string, string>): Json => {
  const ids = Object.entries(of).map(([value, name]) => [value, `#/components/schemas/${name}`])
  return {
    ...oneOf('Cat', 'Dog'),
    discriminator: { propertyName, mapping: Object.fromEntries(ids) },
  }
}

/** Changes of schemas: the rule, the old schema, the new one. */
const schemaCases: readonly [keyof typeof rules, Json, Json][] = [
  ['type-removed', { type: ['string', 'null'] }, { type: 'string' }],
  ['type-added', { type: 'string' }, { type: ['string', 'null'] }],
  ['enum-value-removed', { enum: ['a', 'b'] }, { enum: ['a'] }],
  ['enum-value-added', { enum: ['a'] }, { enum: ['a', 'b'] }],
  [
    'property-added-required',
    person({}),
    person({ properties: { a: { type: 'string' }, b: {} }, required: ['b'] }),
  ],
  ['property-became-required', person({}), person({ required: ['a'] })],
  ['property-became-optional', person({ required: ['a'] }), person({})],
  ['property-removed', person({ properties: { a: { type: 'string' }, b: {} } }), person({})],
  ['closed', person({}), person({ additionalProperties: false })],
  ['opened', person({ additionalProperties: false }), person({})],
  ['minimum-raised', { type: 'integer' }, { type: 'integer', minimum: 1 }],
  ['minimum-lowered', { type: 'string', minLength: 2 }, { type: 'string', minLength: 1 }],
  ['maximum-lowered', { type: 'integer', maximum: 9 }, { type: 'integer', maximum: 8 }],
  ['maximum-raised', { type: 'array', maxItems: 1 }, { type: 'array', maxItems: 2 }],
  ['pattern-added', { type: 'string' }, { type: 'string', pattern: 'a' }],
  ['pattern-changed', { type: 'string', pattern: 'a' }, { type: 'string', pattern: 'b' }],
  ['pattern-removed', { type: 'string', pattern: 'a' }, { type: 'string' }],
  ['format-added', { type: 'string' }, { type: 'string', format: 'date' }],
  ['format-changed', { type: 'string', format: 'date' }, { type: 'string', format: 'date-time' }],
  ['format-removed', { type: 'string', format: 'date' }, { type: 'string' }],
  ['multiple-of-added', { type: 'integer' }, { type: 'integer', multipleOf: 2 }],
  ['unique-items-added', { type: 'array' }, { type: 'array', uniqueItems: true }],
  ['multiple-of-removed', { type: 'integer', multipleOf: 10 }, { type: 'integer', multipleOf: 5 }],
  ['multiple-of-added', { type: 'integer', multipleOf: 5 }, { type: 'integer', multipleOf: 10 }],
  ['unique-items-removed', { type: 'array', uniqueItems: true }, { type: 'array' }],
  ['not-added', { type: 'string' }, { type: 'string', not: { const: 'a' } }],
  ['condition-added', person({}), person({ dependentRequired: { a: ['b'] } })],
  ['condition-added', person({}), person({ propertyNames: { maxLength: 3 } })],
  ['condition-added', person({}), person({ if: { required: ['a'] }, else: { required: ['b'] } })],
  ['condition-added', { type: 'array' }, { type: 'array', contains: { type: 'string' } }],
  [
    'condition-changed',
    person({ propertyNames: { maxLength: 3 } }),
    person({ propertyNames: { maxLength: 2 } }),
  ],
  ['condition-removed', { type: 'array', contains: { type: 'string' } }, { type: 'array' }],
  ['closed', person({}), person({ unevaluatedProperties: false })],
  ['items-typed', { type: 'array' }, { type: 'array', items: { type: 'string' } }],
  ['items-untyped', { type: 'array', items: { type: 'string' } }, { type: 'array' }],
  ['members-typed', person({}), person({ additionalProperties: { type: 'string' } })],
  [
    'members-untyped',
    person({ additionalProperties: { type: 'string' } }),
    person({ additionalProperties: true }),
  ],
  ['condition-changed', excluded('a', 'b'), excluded('c', 'b')],
  ['not-added', excluded('b'), excluded('a', 'b')],
  ['union-added', person({}), person({ anyOf: [{ required: ['a'] }, { required: ['b'] }] })],
  ['union-removed', union('Cat', 'Dog'), { type: 'object' }],
  ['discriminator-added', oneOf('Cat', 'Dog'), told('kind', {})],
  ['discriminator-removed', told('kind', {}), oneOf('Cat', 'Dog')],
  ['alternatives-exclude', union('Cat', 'Dog'), oneOf('Cat', 'Dog')],
  ['alternatives-overlap', oneOf('Cat', 'Dog'), union('Cat', 'Dog')],
  ['discriminator-changed', told('kind', { cat: 'Cat' }), told('type', { cat: 'Cat' })],
  [
    'discriminator-value-removed',
    told('kind', { cat: 'Cat', tom: 'Cat' }),
    told('kind', { cat: 'Cat' }),
  ],
  [
    'discriminator-value-added',
    told('kind', { cat: 'Cat' }),
    told('kind', { cat: 'Cat', tom: 'Cat' }),
  ],
  ['member-default-changed', filled('x'), filled('y')],
  ['member-default-changed', person({}), filled('x')],
  ['member-default-removed', filled('x'), person({})],
  // The schema of the member is the same one, edited elsewhere.
  ['member-default-changed', { allOf: [filled('x')] }, { allOf: [filled('y')] }],
  [
    'property-deprecated',
    person({}),
    person({ properties: { a: { type: 'string', deprecated: true } } }),
  ],
  ['branch-removed', union('Cat', 'Dog'), union('Cat')],
  ['branch-added', union('Cat'), union('Cat', 'Dog')],
]

const isSchemaRule = (rule: keyof typeof rules): boolean => rules[rule].of === 'schema'

/** Who breaks, from the row of the table. */
const broken = (rule: keyof typeof rules, where: 'request' | 'answer'): string[] => {
  const row = rules[rule]
  if (row.of !== 'schema') return []
  if (row.effect === 'announces') return [`nobody ${rule}`]
  if (row.effect === 'fills' && where === 'answer') return []
  if (row.effect === 'differs' || row.effect === 'fills')
    return [`http ${rule}`, ...(row.typed ? [`types ${rule}`] : [])]
  if ((row.effect === 'narrows') === (where === 'request')) return [`http ${rule}`]
  return row.typed ? [`types ${rule}`] : []
}

describe('changes of operations', () => {
  it.each(operationCases)('%#: %j', (before, after, told) => {
    expect(found(read(before), read(after)).sort()).toEqual([...told].sort())
  })

  it('of the base path break every client', () => {
    const at = (url: string) => read(operation({}), { servers: [{ url }] })
    expect(found(at('/v1'), at('/v2'))).toEqual(['http base-path-changed'])
  })
})

it('a scheme that takes other credentials breaks every client of it, and is told once', () => {
  const secured = operation({ security: [{ key: [] }] })
  const scheme = (key: Json) => ({ components: { securitySchemes: { key } } })
  const bearer = read(secured, scheme({ type: 'http', scheme: 'bearer' }))
  const apiKey = read(secured, scheme({ type: 'apiKey', in: 'header', name: 'K' }))
  const openId = read(
    secured,
    scheme({ type: 'openIdConnect', openIdConnectUrl: 'https://id.example/x' }),
  )
  expect(found(bearer, apiKey)).toEqual(['http security-scheme-changed'])
  expect(found(bearer, openId)).toEqual([])
})

describe('changes of schemas', () => {
  it.each(schemaCases)('%s', (rule, before, after) => {
    expect(found(read(sent(before)), read(sent(after)))).toEqual(broken(rule, 'request'))
    expect(found(read(answered(before)), read(answered(after)))).toEqual(broken(rule, 'answer'))
  })

  it('are found in items, members, bases and recursive schemas, once each', () => {
    const tree = (leaf: Json): Json => ({
      components: {
        schemas: {
          Tree: {
            allOf: [{ $ref: '#/components/schemas/Base' }],
            properties: { nodes: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
          },
          Base: { type: 'object', properties: { leaf } },
        },
      },
    })
    const paths = sent({ $ref: '#/components/schemas/Tree' })
    const changes = compareApis(
      read(paths, tree({ type: 'integer' })),
      read(paths, tree({ type: 'integer', minimum: 1 })),
    )
    expect(changes).toHaveLength(1)
    expect(changes[0]).toMatchObject({
      rule: 'minimum-raised',
      operation: 'POST /a',
      place: 'body /leaf',
    })
  })
})

describe('changes that break nobody', () => {
  const harmless: readonly [string, Json, Json][] = [
    ['an added operation', {}, operation({})],
    ['an optional parameter', operation({}), taking({})],
    [
      'an optional member',
      sent(person({})),
      sent(person({ properties: { a: { type: 'string' }, b: {} } })),
    ],
    [
      'an added error',
      operation({}),
      operation({ responses: { ...ok, '404': { description: 'd' } } }),
    ],
    ['words', sent({ title: 'a', description: 'a' }), sent({ title: 'b', description: 'b' })],
    ['a member moved into a base', sent(person({})), sent({ allOf: [person({})] })],
    [
      'an integer that answers may be written as',
      answered({ type: 'number' }),
      answered({ type: 'integer' }),
    ],
    [
      'the default of a required member',
      sent({ ...filled('x'), required: ['a'] }),
      sent({ ...filled('y'), required: ['a'] }),
    ],
    [
      'a default in a condition',
      sent(person({ if: filled('x') })),
      sent(person({ if: filled('y') })),
    ],
    ['another name of a path parameter', inPath('x'), inPath('y')],
    [
      'a read-only member of a request',
      sent(person({})),
      sent(
        person({ properties: { a: { type: 'string' }, b: { readOnly: true } }, required: ['b'] }),
      ),
    ],
    [
      'a member of a request that a part marks read-only',
      sent(person({})),
      sent(
        person({
          properties: { a: { type: 'string' }, b: { allOf: [{ readOnly: true }] } },
          required: ['b'],
        }),
      ),
    ],
  ]
  it.each(harmless)('%s', (_, before, after) => {
    const http = compareApis(read(before), read(after)).filter(
      ({ audience }) => audience === 'http',
    )
    expect(http).toEqual([])
  })
})

describe('the table of rules', () => {
  it('has a case for each', () => {
    const tried = new Set([
      'base-path-changed',
      'sender-removed',
      'sent-media-type-removed',
      'security-scheme-changed',
      'schema-added',
      'schema-removed',
      'not-compared',
      'property-refused',
      // Of settings: test/cli/commands/base.test.ts.
      'number-kept-otherwise',
      ...schemaCases.map(([rule]) => rule),
      ...operationCases.flatMap(([, , told]) => told.map((each) => each.split(' ')[1])),
    ])
    const all = Object.entries(rules).filter(([, { of }]) => of !== 'contract')
    expect(all.map(([id]) => id).filter((rule) => !tried.has(rule))).toEqual([])
    expect(schemaCases.every(([rule]) => isSchemaRule(rule))).toBe(true)
  })
})
