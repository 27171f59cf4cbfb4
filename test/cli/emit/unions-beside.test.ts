// Holds what is written where a union stands beside one of its own branches: what any branch that holds declares.

import { expect, it } from 'vitest'
import { portsOf } from './bodies.js'

const open = (name: string, more: object = {}) => ({
  type: 'object',
  properties: { [name]: { type: 'string' } },
  ...more,
})
const components = {
  A: open('a'),
  B: open('b'),
  C: open('c'),
  Any: open('a', { additionalProperties: true }),
  Secret: {
    type: 'object',
    required: ['s'],
    properties: { s: { type: 'string', writeOnly: true } },
  },
}
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const anyOf = (...names: string[]) => ({ anyOf: names.map(ref) })
const oneOf = (...names: string[]) => ({ oneOf: names.map(ref) })
const all = { a: '1', b: '2', c: '3' }

it.each([
  ['a branch', [anyOf('A', 'B'), ref('A')], all, { a: '1', b: '2' }],
  ['a smaller union', [anyOf('A', 'B', 'C'), anyOf('A', 'B')], all, all],
  ['a union with the same branches', [oneOf('A', 'B'), anyOf('B', 'A')], all, { a: '1', b: '2' }],
  ['a branch of which no other holds', [oneOf('A', 'B'), ref('A')], all, { a: '1' }],
  [
    'a branch of any members, where another hides one',
    [oneOf('Any', 'Secret'), ref('Any')],
    { ...all, s: 'hidden' },
    all,
  ],
])('beside %s', async (_, allOf, value, arrives) => {
  const [port] = await portsOf([{ allOf }], components)
  expect(JSON.parse(port?.write(value) ?? '')).toEqual(arrives)
})

it('beside a branch of a union inside it, of which others can hold', async () => {
  const inner = { oneOf: [anyOf('A', 'B'), { type: 'string' }] }
  const [port] = await portsOf([{ allOf: [inner, ref('A')] }], components)
  expect(JSON.parse(port?.write(all) ?? '')).toEqual({ a: '1', b: '2' })
})
