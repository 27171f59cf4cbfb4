// Owns documents that are small and ask for much: families that grow by one number, for tests that count work.

import { documentOf } from '../emit/evaluate.js'

type Json = Record<string, unknown>

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

/** Components `L0` to `Ln`, each made from the one below, and an operation that takes and answers the last. */
export const tower = (n: number, ground: Json, level: (below: Json, i: number) => Json): object => {
  const levels: Record<string, Json> = { L0: ground }
  for (let i = 1; i <= n; i++) levels[`L${i}`] = level(ref(`L${i - 1}`), i)
  return documentOf([ref(`L${n}`)], levels)
}

const object = (...names: string[]): Json => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
})

/** As `tower`, but no level has a name: each stands inside of the root, and is referred to by its place. */
const namelessTower = (n: number, level: (below: Json, i: number) => Json): object => {
  const places: Record<string, Json> = { p0: { type: 'string' } }
  for (let i = 1; i <= n; i++)
    places[`p${i}`] = level({ $ref: `#/components/schemas/S0/properties/p${i - 1}` }, i)
  return documentOf([{ type: 'object', properties: places }])
}

/** Schemas whose members follow each other in circles of these lengths, all asked of one value. */
const circles = (lengths: readonly number[]): object => {
  const schemas: Record<string, Json> = {}
  for (const length of lengths)
    for (let i = 0; i < length; i++)
      schemas[`C${length}at${i}`] = {
        type: 'object',
        properties: { next: ref(`C${length}at${(i + 1) % length}`), [`m${length}`]: {} },
      }
  return documentOf([{ allOf: lengths.map((length) => ref(`C${length}at0`)) }], schemas)
}

const range = <T>(n: number, of: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => of(i))

const tagged = (i: number): Json => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string' }, [`v${i}`]: { type: 'integer' } },
})

const byKind = { discriminator: { propertyName: 'kind' } }

const conditionally = (holds: boolean, more: Json): Json => (holds ? more : {})

const conditionOf = (schema: Json): Json =>
  Object.fromEntries(['if', 'then', 'else'].map((keyword) => [keyword, schema]))

/** What one schema can say of another twice, for values of a type or of any. */
const applicators: Readonly<Record<string, (below: Json) => Json>> = {
  allOf: (below) => ({ allOf: [below, below] }),
  anyOf: (below) => ({ anyOf: [below, below] }),
  oneOf: (below) => ({ oneOf: [below, { ...below, minimum: 3 }] }),
  'anyOf, oneOf and allOf': (below) => ({ allOf: [below], anyOf: [below], oneOf: [below] }),
  'a reference with siblings': (below) => ({ ...below, anyOf: [below] }),
  not: (below) => ({ not: below }),
  'if, then and else': conditionOf,
  items: (below) => ({ prefixItems: [below, below], items: below }),
  contains: (below) => ({ contains: below, items: below }),
  'required members': (below) => ({
    required: ['one', 'other'],
    properties: { one: below, other: below },
  }),
  patternProperties: (below) => ({ patternProperties: { '^a': below, '^b': below } }),
  additionalProperties: (below) => ({ additionalProperties: below, properties: { x: below } }),
  unevaluatedProperties: (below) => ({ anyOf: [below], unevaluatedProperties: below }),
  unevaluatedItems: (below) => ({ anyOf: [below], unevaluatedItems: below }),
  dependentSchemas: (below) => ({ dependentSchemas: { a: below, b: below } }),
  propertyNames: (below) => ({ propertyNames: below, additionalProperties: below }),
  discriminator: (below) => ({
    oneOf: [below, below],
    discriminator: { propertyName: 'kind', mapping: { a: String(below.$ref) } },
  }),
}

const groundOf: Readonly<Record<string, Json>> = {
  object: object('a'),
  integer: { type: 'integer', format: 'int64' },
}

/** Towers of every applicator, with a type at every level and without. */
export const applicatorFamilies: Readonly<Record<string, (n: number) => object>> =
  Object.fromEntries(
    Object.entries(applicators).flatMap(([name, apply]) => [
      [`${name}, no types`, (n: number) => tower(n, {}, apply)],
      ...Object.entries(groundOf).map(([type, ground]) => [
        `${name} of ${type}`,
        (n: number) => tower(n, ground, (below) => ({ type, ...apply(below) })),
      ]),
    ]),
  )

/** By name; each makes a document of size `n`, linear in it. */
export const families: Readonly<Record<string, (n: number) => object>> = {
  'anyOf below unevaluatedProperties': (n) =>
    tower(n, object('a'), (below, i) => ({
      anyOf: [below, { allOf: [below, object(`b${i}`)] }],
      ...(i === n ? { unevaluatedProperties: false } : {}),
    })),
  'unevaluatedProperties at every level': (n) =>
    tower(n, object('a'), (below, i) => ({
      allOf: [below, { anyOf: [below, object(`b${i}`)] }],
      unevaluatedProperties: object('z'),
    })),
  'unevaluatedItems at every level': (n) =>
    tower(n, { type: 'array', prefixItems: [{ type: 'string' }] }, (below) => ({
      anyOf: [below, { allOf: [below], minItems: 1 }],
      unevaluatedItems: false,
    })),
  'if, then and else of one schema': (n) => tower(n, object('a'), conditionOf),
  'nameless if, then and else': (n) => namelessTower(n, conditionOf),
  'nameless tuples': (n) => namelessTower(n, (below) => ({ prefixItems: [below, below] })),
  'nameless unions': (n) => namelessTower(n, (below) => ({ not: { not: below }, if: below })),
  'allOf twice': (n) =>
    tower(n, object('a'), (below, i) => ({ allOf: [below, { allOf: [below, object(`b${i}`)] }] })),
  'allOf of names by patterns, twice': (n) =>
    tower(n, { type: 'object', patternProperties: { a: {} } }, (below) => ({
      allOf: [below, { allOf: [below, { type: 'object', patternProperties: { b: {} } }] }],
    })),
  'oneOf of oneOf': (n) =>
    tower(n, object('a'), (below, i) => ({ oneOf: [{ oneOf: [below, object(`b${i}`)] }, below] })),
  'allOf of unions that meet again': (n) =>
    tower(n, object('x'), (below, i) => ({
      allOf: [{ oneOf: [below, object('x', `a${i}`)] }, { oneOf: [below, object('x', `b${i}`)] }],
    })),
  'members of members, twice': (n) =>
    tower(n, { type: 'string' }, (below) => ({
      type: 'object',
      properties: { left: below, right: below },
    })),
  'a default below unions': (n) =>
    tower(n, { type: 'integer' }, (below, i) => ({
      anyOf: [{ allOf: [below, { maximum: i }] }, { allOf: [below, { minimum: -i }] }],
      ...(i === n ? { default: 'no integer' } : {}),
    })),
  'examples below unions': (n) =>
    tower(n, object('a'), (below, i) => ({
      oneOf: [{ allOf: [below, { required: [`b${i}`] }] }, { allOf: [below, { required: ['c'] }] }],
    })),
  'discriminators of discriminators': (n) =>
    documentOf(
      [{ oneOf: [ref(`D${n - 1}`)], discriminator: { propertyName: 'kind' } }],
      Object.fromEntries(
        range(n, (i) => [
          `D${i}`,
          i === 0
            ? tagged(0)
            : {
                oneOf: [ref(`D${i - 1}`), ref(`T${i}`)],
                discriminator: { propertyName: 'kind' },
              },
        ]).concat(range(n, (i) => [`T${i}`, tagged(i)])),
      ),
    ),
  'discriminators that inherit': (n) =>
    documentOf(
      [ref(`D${n - 1}`)],
      Object.fromEntries(
        range(n, (i) => [
          `D${i}`,
          { ...tagged(i), ...conditionally(i > 0, { allOf: [ref(`D${i - 1}`)] }), ...byKind },
        ]),
      ),
    ),
  'a union of one schema': (n) =>
    documentOf([{ oneOf: range(n, () => ref('One')) }], { One: { type: 'string' } }),
  'one discriminator of many': (n) =>
    documentOf(
      [
        {
          oneOf: range(n, (i) => ref(`T${i}`)),
          discriminator: { propertyName: 'kind' },
        },
      ],
      Object.fromEntries(range(n, (i) => [`T${i}`, tagged(i)])),
    ),
  'a union of many': (n) => documentOf([{ anyOf: range(n, (i) => object(`b${i}`)) }]),
  'a union of many texts': (n) =>
    documentOf([{ anyOf: range(n, (i) => ({ type: 'string', maxLength: 1000 + i })) }]),
  'allOf of many': (n) => documentOf([{ allOf: range(n, (i) => object(`b${i}`)) }]),
  'unions of lists that nothing fits': (n) =>
    tower(
      n,
      { type: 'array', minItems: 1, items: { type: 'string', pattern: '^a$', maxLength: 0 } },
      (below, i) => ({
        anyOf: range(4, (branch) => ({ allOf: [below, { title: `branch ${branch} of ${i}` }] })),
      }),
    ),
  'named lists of named lists': (n) =>
    tower(n, { type: 'string' }, (below) => ({ type: 'array', items: below })),
  'named maps of named maps': (n) =>
    tower(n, object('a'), (below) => ({ type: 'object', additionalProperties: below })),
  'a chain of references': (n) => tower(n, object('a'), (below) => below),
  'a chain of allOf': (n) =>
    tower(n, object('a'), (below, i) => ({ allOf: [below, object(`b${i}`)] })),
  'many members of an enumeration': (n) => documentOf([{ enum: range(n, (i) => `member ${i}`) }]),
  'many properties': (n) => documentOf([object(...range(n, (i) => `member${i}`))]),
  'many schemas': (n) =>
    documentOf(
      [
        {
          type: 'object',
          properties: Object.fromEntries(range(n, (i) => [`m${i}`, ref(`T${i}`)])),
        },
      ],
      Object.fromEntries(range(n, (i) => [`T${i}`, tagged(i)])),
    ),
  'levels of objects': (n) => {
    let inner: Json = { type: 'string' }
    for (let i = 0; i < n; i++) inner = { type: 'object', properties: { [`m${i}`]: inner } }
    return documentOf([inner])
  },
  'levels of arrays': (n) => {
    let inner: Json = { type: 'string' }
    for (let i = 0; i < n; i++) inner = { type: 'array', items: inner }
    return documentOf([inner])
  },
}

/** Objects whose members are objects, each put in where it is absent. */
export const defaultsInDefaults = (n: number): object =>
  tower(n, { type: 'string', default: 'x' }, (below) => ({
    type: 'object',
    default: {},
    properties: { left: below, right: below },
  }))

/** Members that are merged along circles: as many shapes as the least common multiple of their lengths. */
export const manyShapes = (): object => circles([2, 3, 5, 7, 11, 13, 17, 19])

/** Branches whose names are described by patterns of their own, with members of their own. */
export const patternedBranches = (n: number, kind: 'anyOf' | 'allOf'): object =>
  documentOf([
    {
      [kind]: range(n, (i) => ({
        type: 'object',
        patternProperties: Object.fromEntries(range(n, (j) => [`p${j}x${i}`, { maxLength: i }])),
        properties: Object.fromEntries(range(n, (j) => [`m${i}x${j}`, {}])),
      })),
    },
  ])
