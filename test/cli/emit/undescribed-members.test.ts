// Proves that writers keep members which the applying schema leaves open: an answer that is valid is not refused.

import { expect, test } from 'vitest'
import { portsOf } from './bodies.js'

interface Case {
  readonly name: string
  readonly schema: object
  /** Value and what has to arrive; the value itself when it is left out. */
  readonly writes: readonly { readonly value: unknown; readonly arrives?: unknown }[]
  readonly refuses?: readonly unknown[]
}

const cases: readonly Case[] = [
  {
    name: 'a member that only one branch describes, in a value of the other',
    schema: {
      anyOf: [
        { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
        { type: 'object', required: ['b'], properties: { b: { type: 'string' } } },
      ],
    },
    writes: [{ value: { a: 1, b: 1 } }, { value: { a: null, b: 'x' } }],
    refuses: [{ a: { secret: 1 }, b: 'x' }],
  },
  {
    name: 'a member that the other, closed branch cannot have',
    schema: {
      anyOf: [
        { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
        { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: false },
      ],
    },
    writes: [{ value: { a: 1 } }, { value: { b: 'x' } }],
    refuses: [{ a: 'x' }],
  },
  {
    name: 'a member that only a condition describes, where it does not hold',
    schema: {
      type: 'object',
      dependentSchemas: { a: { required: ['c'], properties: { c: { type: 'integer' } } } },
    },
    writes: [{ value: { c: 'x' } }, { value: { a: 1, c: 1 } }],
  },
  {
    name: 'members that are asked for and not described',
    schema: {
      type: 'object',
      required: ['z', 'k'],
      properties: { k: { type: 'string' } },
      anyOf: [{ required: ['y'] }, { required: ['z'] }],
    },
    writes: [
      { value: { z: { any: [1] }, k: 'x', other: 1 }, arrives: { z: { any: [1] }, k: 'x' } },
      { value: { z: null, k: 'x', y: 2 } },
    ],
  },
  {
    name: 'a member that one part asks for and another hides',
    schema: {
      allOf: [
        { type: 'object', required: ['password'], properties: { x: {} } },
        {
          type: 'object',
          properties: { id: { type: 'integer' }, password: { type: 'string', writeOnly: true } },
        },
      ],
    },
    writes: [{ value: { id: 1, password: 'p', x: 1 }, arrives: { id: 1, x: 1 } }],
  },
]

const ports = await portsOf(cases.map(({ schema }) => schema))

test.each(cases.map((entry, i) => ({ ...entry, i })))('$name', ({ writes, refuses = [], i }) => {
  for (const { value, arrives = value } of writes)
    expect(JSON.parse(ports[i]?.write(value) ?? '')).toEqual(arrives)
  for (const value of refuses) expect(() => ports[i]?.write(value)).toThrow()
})
