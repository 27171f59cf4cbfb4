// A base with a discriminator and children that have it in `allOf`: where the base is asked for, a child comes in and
// goes out whole, and what is none of them is refused.

import { describe, expect, it } from 'vitest'
import { portsOf } from './bodies.js'
import { compileDocument, documentOf, errorsOf } from './evaluate.js'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const pet = (more: object = {}) => ({
  type: 'object',
  required: ['petType', 'name'],
  properties: { petType: { type: 'string' }, name: { type: 'string' } },
  discriminator: { propertyName: 'petType' },
  ...more,
})

const child = (parent: string, properties: object, required: string[] = []) => ({
  allOf: [ref(parent), { type: 'object', properties, required }],
})

const pets = {
  Pet: pet(),
  Cat: child('Pet', { lives: { type: 'integer' } }, ['lives']),
  Dog: child('Pet', { packSize: { type: 'integer', minimum: 0 } }),
}

const cat = { petType: 'Cat', name: 'Tom', lives: 9 }
const dog = { petType: 'Dog', name: 'Rex', packSize: 2 }

interface Case {
  readonly name: string
  readonly schema?: unknown
  readonly components: object
  readonly valid: readonly unknown[]
  readonly invalid: readonly unknown[]
}

const cases: readonly Case[] = [
  {
    name: 'children by their names, and the base by its own',
    components: pets,
    valid: [cat, dog, { petType: 'Pet', name: 'It' }],
    invalid: [
      { petType: 'Cat', name: 'Tom' },
      { ...dog, packSize: -1 },
      { ...cat, petType: 'Fish' },
      { name: 'Tom', lives: 9 },
      { ...cat, petType: 1 },
      'Cat',
      null,
    ],
  },
  {
    name: 'a mapping by name, by reference, and none for one child',
    components: {
      ...pets,
      Pet: pet({
        discriminator: {
          propertyName: 'petType',
          mapping: { cat: 'Cat', 'a/cat': '#/components/schemas/Cat' },
        },
      }),
    },
    valid: [{ ...cat, petType: 'cat' }, { ...cat, petType: 'a/cat' }, dog],
    invalid: [cat, { ...dog, petType: 'dog' }, { petType: 'cat', name: 'Tom' }],
  },
  {
    name: 'not the base, where its property names the children only',
    components: {
      ...pets,
      Pet: pet({
        properties: { petType: { type: 'string', enum: ['Cat', 'Dog'] }, name: { type: 'string' } },
      }),
    },
    valid: [cat, dog],
    invalid: [{ petType: 'Pet', name: 'It' }],
  },
  {
    name: 'children of children',
    components: {
      ...pets,
      Kitten: child('Cat', { weeks: { type: 'integer' } }, ['weeks']),
    },
    valid: [cat, { ...cat, petType: 'Kitten', weeks: 3 }],
    invalid: [{ ...cat, petType: 'Kitten' }],
  },
  {
    name: 'a child that is a base itself',
    components: {
      ...pets,
      Cat: { ...pets.Cat, discriminator: { propertyName: 'petType' } },
      Kitten: child('Cat', { weeks: { type: 'integer' } }, ['weeks']),
    },
    valid: [cat, dog, { ...cat, petType: 'Kitten', weeks: 3 }],
    invalid: [
      { ...cat, petType: 'Kitten' },
      { petType: 'Kitten', name: 'x', weeks: 3 },
    ],
  },
  {
    name: 'a base that may be null',
    components: { ...pets, Pet: pet({ type: ['object', 'null'] }) },
    valid: [null, cat, dog],
    invalid: [{ ...cat, petType: 'Fish' }, 'Cat'],
  },
  {
    name: 'a mapping to what does not inherit: both hold',
    components: {
      ...pets,
      Fish: {
        type: 'object',
        required: ['fins'],
        properties: { petType: { type: 'string' }, fins: { type: 'integer' } },
      },
      Pet: pet({ discriminator: { propertyName: 'petType', mapping: { fish: 'Fish' } } }),
    },
    valid: [{ petType: 'fish', name: 'Nemo', fins: 2 }, cat],
    invalid: [
      { petType: 'fish', fins: 2 },
      { petType: 'fish', name: 'Nemo' },
    ],
  },
  {
    name: 'in items, members and circles',
    schema: {
      type: 'object',
      properties: { owner: ref('Owner'), list: { type: 'array', items: ref('Pet') } },
    },
    components: {
      ...pets,
      Owner: { type: 'object', properties: { pet: ref('Pet') } },
      Dog: child('Pet', { friends: { type: 'array', items: ref('Pet') } }),
    },
    valid: [
      { owner: { pet: cat }, list: [cat, { petType: 'Dog', name: 'Rex', friends: [cat] }] },
      { list: [] },
    ],
    invalid: [
      { owner: { pet: { ...cat, petType: 'Fish' } } },
      { list: [{ petType: 'Dog', name: 'Rex', friends: [{ petType: 'Cat', name: 'x' }] }] },
    ],
  },
  {
    name: 'a nameless part that adds to any of them',
    schema: {
      type: 'array',
      items: { allOf: [ref('Pet'), { type: 'object', properties: { tag: { type: 'string' } } }] },
    },
    components: pets,
    valid: [[{ ...cat, tag: 'a' }]],
    invalid: [[{ ...cat, tag: 1 }], [{ petType: 'Cat', name: 'Tom', tag: 'a' }]],
  },
  {
    name: 'a nameless child that says its own value',
    schema: {
      oneOf: [
        { allOf: [ref('Pet'), { type: 'object', properties: { petType: { const: 'bird' } } }] },
        { type: 'string' },
      ],
    },
    components: pets,
    valid: [{ petType: 'bird', name: 'Tweety' }, 'none'],
    invalid: [cat],
  },
  {
    name: 'a union of children beside the base',
    schema: { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'petType' } },
    components: pets,
    valid: [cat, dog],
    invalid: [
      { petType: 'Pet', name: 'It' },
      { petType: 'Cat', name: 'Tom' },
    ],
  },
]

describe('a base with a discriminator takes', () => {
  it.each(cases)('$name', async ({ schema, components, valid, invalid }) => {
    const [port] = await portsOf([schema ?? ref('Pet')], components)
    for (const value of valid) {
      expect(port?.issues(value), JSON.stringify(value)).toEqual([])
      expect(JSON.parse(port?.write(value) ?? '')).toEqual(value)
    }
    for (const value of invalid) expect(port?.issues(value), JSON.stringify(value)).not.toEqual([])
  })

  it('nothing that has an unknown value: the answer says which there are', async () => {
    const [port] = await portsOf([ref('Pet')], pets)
    expect(port?.issues({ ...cat, petType: 'Fish' })).toEqual([
      {
        in: 'body',
        pointer: '/petType',
        code: 'discriminator',
        message: 'must be one of "Cat", "Dog", "Pet"',
      },
    ])
  })
})

it('the type is a union that TypeScript narrows by the property', async () => {
  const { files } = await compileDocument(documentOf([ref('Pet')], pets))
  const text = files.find(({ path }) => path.endsWith('schemas/pet.ts'))?.text ?? ''
  expect(text).toContain(`export type Pet =`)
  expect(text.replace(/\s+/g, ' ')).toContain(`(Cat & { petType: 'Cat' })`)
  expect(text).toContain('export interface PetBase {')
})

it('a discriminator that nothing inherits from chooses nothing, and is told', async () => {
  const result = await compileDocument(documentOf([ref('Pet')], { Pet: pet() }))
  expect(errorsOf(result)).toBe('')
  expect(result.diagnostics.map(({ code }) => code)).toContain('NX2131')
})
