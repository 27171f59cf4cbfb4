// Proves what validators say of a violation: the pointer of what is wrong, the keyword, and what was expected.

import { expect, test } from 'vitest'
import { portsOf } from './bodies.js'

interface Case {
  readonly schema: object
  readonly value: unknown
  /** `pointer code message` of each issue. */
  readonly issues: readonly string[]
}

const card = Object.fromEntries([
  ['properties', { kind: { type: 'string' } }],
  ['if', { properties: { kind: { const: 'card' } } }],
  ['then', { required: ['number'] }],
  ['else', { required: ['iban'] }],
])

const tariff = {
  oneOf: ['flat', 'tou'].map((kind) => ({
    type: 'object',
    required: ['kind', kind],
    properties: { kind: { const: kind }, [kind]: { type: 'number', minimum: 0 } },
  })),
}

const cases: Readonly<Record<string, Case>> = {
  'the branch whose value a property has': {
    schema: tariff,
    value: { kind: 'tou', tou: -1 },
    issues: ['/tou minimum must be >= 0'],
  },
  'a value that no branch has': {
    schema: tariff,
    value: { kind: 'xxx' },
    issues: ['/kind enum must be one of "flat", "tou"'],
  },
  'a union of constants': {
    schema: { oneOf: [{ const: 'a', title: 'A' }, { const: 2 }] },
    value: 'b',
    issues: [' enum must be one of "a", 2'],
  },
  'a name that no pattern takes': {
    schema: { patternProperties: { '^a': { type: 'string' } }, additionalProperties: false },
    value: { a1: 'x', b: 1 },
    issues: ['/b additionalProperties is not allowed'],
  },
  'a member by its pattern': {
    schema: { patternProperties: { '^a': { type: 'string' } } },
    value: { a1: 1 },
    issues: ['/a1 type must be a string'],
  },
  'a name': {
    schema: { propertyNames: { maxLength: 2 } },
    value: { abc: 1 },
    issues: ['/abc maxLength must have at most 2 characters'],
  },
  'contains too few': {
    schema: { contains: { const: 1 }, minContains: 2 },
    value: [1, 2],
    issues: [' minContains must have at least 2 matching items'],
  },
  'contains too many': {
    schema: { contains: { const: 1 }, maxContains: 1 },
    value: [1, 1],
    issues: [' maxContains must have at most 1 matching item'],
  },
  'then of a condition': {
    schema: card,
    value: { kind: 'card' },
    issues: ['/number required is required'],
  },
  'else of a condition': {
    schema: card,
    value: { kind: 'bank' },
    issues: ['/iban required is required'],
  },
  dependentRequired: {
    schema: { dependentRequired: { a: ['b'] } },
    value: { a: 1 },
    issues: ['/b dependentRequired is required where "a" is given'],
  },
  dependentSchemas: {
    schema: { dependentSchemas: { a: { properties: { b: { type: 'string' } } } } },
    value: { a: 1, b: 2 },
    issues: ['/b type must be a string'],
  },
  unevaluatedProperties: {
    schema: {
      anyOf: [{ properties: { a: { type: 'string' } } }, { required: ['b'] }],
      unevaluatedProperties: false,
    },
    value: { a: 'x', c: 1 },
    issues: ['/c unevaluatedProperties is not allowed'],
  },
  unevaluatedItems: {
    schema: { prefixItems: [{ type: 'string' }], unevaluatedItems: { type: 'integer' } },
    value: ['x', 1, 'y'],
    issues: ['/2 type must be an integer'],
  },
  'nothing of what is unevaluated, where something else is wrong': {
    schema: { properties: { a: { type: 'string' } }, unevaluatedProperties: false },
    value: { a: 1, b: 2 },
    issues: ['/a type must be a string'],
  },
}

test.each(Object.entries(cases))('%s', async (_, { schema, value, issues }) => {
  const [port] = await portsOf([schema])
  expect(
    port?.issues(value).map(({ pointer, code, message }) => `${pointer} ${code} ${message}`),
  ).toEqual(issues)
})
