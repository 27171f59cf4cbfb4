// Proves that readOnly and writeOnly which hide nothing are told where they stand, and count as ignored in the ledger.

import { expect, it } from 'vitest'
import { accountFor } from '../../../cli/src/pipeline.js'
import { compileDocument, documentOf } from '../emit/evaluate.js'

const mark = { $ref: '#/components/schemas/Mark' }
const components = { Mark: { type: 'string', readOnly: true } }

const compiled = (schema: object) => compileDocument(documentOf([schema], components))

const told = async (schema: object): Promise<string[]> =>
  (await compiled(schema)).diagnostics
    .filter(({ code }) => code === 'NX2198')
    .flatMap(({ at, message, related }) => [
      `${at?.pointer.replace('/components/schemas', '')} ${message}`,
      ...(related ?? []).map(
        (each) => `also ${each.at?.pointer.replace('/components/schemas', '')}`,
      ),
    ])

const said = (below: string) =>
  `\`readOnly\` below \`${below}\` is not enforced: handlers see what a client sends`

const inMember = (schema: object) => ({ type: 'object', properties: { a: schema } })
const text = { type: 'string' }
const own = { type: 'string', readOnly: true }

/** Made of entries: a literal with a member `then` looks like a promise. */
const when = (test: object, branches: readonly (readonly ['then' | 'else', object])[]): object =>
  Object.fromEntries([['if', test], ...branches])

const cases: Readonly<Record<string, readonly [schema: object, told: readonly string[]]>> = {
  'a member': [inMember({ allOf: [mark] }), []],
  'one of anyOf': [
    inMember({ anyOf: [text, own] }),
    [`/S0/properties/a/anyOf/1/readOnly ${said('anyOf')}`],
  ],
  'every one of anyOf': [inMember({ anyOf: [{ type: 'null' }, own] }), []],
  'one of oneOf': [
    inMember({ oneOf: [own, { type: 'integer' }] }),
    [`/S0/properties/a/oneOf/0/readOnly ${said('oneOf')}`],
  ],
  'one of oneOf, in allOf': [
    inMember({ allOf: [{ oneOf: [own, { type: 'integer' }] }] }),
    [`/S0/properties/a/allOf/0/oneOf/0/readOnly ${said('oneOf')}`],
  ],
  'then, and no else': [
    inMember(when({ minLength: 1 }, [['then', own]])),
    [`/S0/properties/a/then/readOnly ${said('then')}`],
  ],
  if: [
    inMember(when(own, [['then', { minLength: 1 }]])),
    [`/S0/properties/a/if/readOnly ${said('if')}`],
  ],
  'names by pattern': [
    { type: 'object', patternProperties: { '^/a': own } },
    [`/S0/patternProperties/^~1a/readOnly ${said('patternProperties')}`],
  ],
  'other names': [
    { type: 'object', additionalProperties: own },
    [`/S0/additionalProperties/readOnly ${said('additionalProperties')}`],
  ],
  'unevaluated names': [
    { type: 'object', unevaluatedProperties: own },
    [`/S0/unevaluatedProperties/readOnly ${said('unevaluatedProperties')}`],
  ],
  'a schema that depends': [
    inMember({ type: 'object', dependentSchemas: { b: { readOnly: true } } }),
    [`/S0/properties/a/dependentSchemas/b/readOnly ${said('dependentSchemas')}`],
  ],
  'items, several times': [
    { type: 'array', items: own, prefixItems: [text, { ...own, minLength: 1 }] },
    [`/S0/prefixItems/1/readOnly ${said('prefixItems')}`, `/S0/items/readOnly ${said('items')}`],
  ],
  'items of what is hidden': [inMember({ type: 'array', readOnly: true, items: own }), []],
  'a reference, that hides nothing anywhere': [
    { type: 'array', items: mark },
    [`/Mark/readOnly ${said('items')}`],
  ],
  'a reference, that hides a member elsewhere': [
    { type: 'object', properties: { a: mark, b: { type: 'array', items: mark } } },
    [`/S0/properties/b/items ${said('items')}`],
  ],
  'places of one kind': [
    { type: 'object', properties: { a: { items: own }, b: { items: own } } },
    [
      `/S0/properties/b/items/readOnly ${said('items')} (2 times)`,
      'also /S0/properties/a/items/readOnly',
    ],
  ],
  'a whole body': [
    own,
    [
      '/S0/readOnly `readOnly` of a whole parameter or body is not enforced: handlers see what a client sends',
    ],
  ],
}

it.each(Object.entries(cases))('NX2198: %s', async (_, [schema, expected]) => {
  expect(await told(schema)).toEqual(expected)
})

const answerOf = (schema: object) => ({
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: {
    '/': {
      get: {
        responses: { 200: { description: 'd', content: { 'application/json': { schema } } } },
      },
    },
  },
})

it('NX2198: writeOnly of answers, and readOnly that only answers have is none', async () => {
  const secret = { type: 'string', writeOnly: true, readOnly: true }
  const result = await compileDocument(answerOf({ type: 'array', items: secret }))
  expect(
    result.diagnostics.filter(({ code }) => code === 'NX2198').map(({ message }) => message),
  ).toEqual(['`writeOnly` below `items` is not enforced: answers hold what a handler gives'])
})

it('is ignored in the ledger where it hides nothing, and enforced where it hides a member', async () => {
  const schema = {
    type: 'object',
    properties: { a: { allOf: [{ readOnly: true }] }, b: { type: 'array', items: mark } },
    additionalProperties: own,
  }
  const entries = accountFor(await compiled(schema))?.entries ?? []
  expect(
    entries
      .filter(({ keyword }) => keyword === 'readOnly')
      .map(({ pointer, support, why }) => [
        pointer.replace('/components/schemas', ''),
        support,
        why,
      ]),
  ).toEqual(
    expect.arrayContaining([
      ['/S0/properties/a/allOf/0/readOnly', 'enforced', null],
      ['/Mark/readOnly', 'ignored', 'no member with a name of its own is hidden by it'],
      [
        '/S0/additionalProperties/readOnly',
        'ignored',
        'no member with a name of its own is hidden by it',
      ],
    ]),
  )
})
