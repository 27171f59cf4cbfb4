// Unions whose branches a required property tells apart are written branch by branch: their members are not merged
// with each other, which for documents of texts (blocks of blocks) would be as many shapes as there are sets of blocks.

import { expect, it } from 'vitest'
import { portsOf } from '../emit/bodies.js'
import { compileDocument, documentOf, errorsOf } from '../emit/evaluate.js'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const block = (type: string, nodes: object) => ({
  type: 'object',
  required: ['object', 'type', 'nodes'],
  properties: {
    object: { type: 'string', enum: ['block'] },
    type: { type: 'string', enum: [type] },
    [`of${type}`]: { type: 'string' },
    nodes: { type: 'array', items: nodes },
  },
})

/** Blocks of which each holds other ones than all others do, as documents of editors describe texts. */
const blocks = (
  count: number,
): { readonly schemas: readonly object[]; readonly components: object } => {
  const names = Array.from({ length: count }, (_, i) => `B${i}`)
  const union = (used: readonly string[]) => ({ oneOf: used.map(ref) })
  const each = names.map((name, i) => [
    name,
    block(
      name,
      i % 2 === 0
        ? { oneOf: [union(names.filter((_, j) => (i + 1) % (j + 1) !== 0 || j < 2)), ref('Text')] }
        : // A part of all blocks, which `allOf` says once more.
          { allOf: [ref('Block'), union(names.slice(i))] },
    ),
  ])
  const text = {
    type: 'object',
    required: ['object'],
    properties: { object: { const: 'text' }, text: { type: 'string' } },
  }
  const content = { allOf: [ref('Fragment'), { properties: { nodes: { items: ref('B1') } } }] }
  const schemas = [{ oneOf: [ref('Block'), ref('Text')] }, content]
  const components = {
    ...Object.fromEntries(each),
    Block: union(names),
    Text: text,
    Fragment: {
      type: 'object',
      properties: { nodes: { type: 'array', items: ref('Block') } },
    },
  }
  return { schemas, components }
}

const textsOf = async ({ schemas, components }: ReturnType<typeof blocks>) => {
  const ports = await portsOf(schemas, components)
  return ports.map(
    ({ write }) =>
      (value: unknown) =>
        JSON.parse(write(value)) as unknown,
  )
}

it('texts of blocks compile, to as many characters as they are long', async () => {
  const lengths = []
  for (const count of [12, 24]) {
    const { schemas, components } = blocks(count)
    const result = await compileDocument(documentOf(schemas, components))
    expect(errorsOf(result)).toBe('')
    lengths.push(result.files.reduce((sum, { text }) => sum + text.length, 0))
  }
  // Each block names all others, so that the document itself grows by nearly four.
  expect((lengths[1] ?? 0) / (lengths[0] ?? 1)).toBeLessThan(4)
})

it('each value is written as its own branch says, at every depth', async () => {
  const [text, fragment] = await textsOf(blocks(6))
  const inner = { object: 'block', type: 'B1', ofB1: 'x', nodes: [] }
  const value = { object: 'block', type: 'B4', ofB4: 'y', nodes: [{ object: 'text', text: 't' }] }
  expect(text?.(value)).toEqual(value)
  expect(
    text?.({ ...value, ofB1: 'of another', nodes: [{ ...inner, ofB4: 'of another' }] }),
  ).toEqual({ ...value, nodes: [inner] })
  expect(() => text?.({ ...value, type: 'B9' })).toThrow('a known type')
  expect(() => text?.({ ...value, object: 'none' })).toThrow('a known object')
  // A union says nothing of what is one of its branches.
  expect(fragment?.({ nodes: [{ ...inner, ofB0: 'of another' }] })).toEqual({ nodes: [inner] })
})

it.each([
  ['no branch requires it', { required: [] }],
  ['two branches have a value of it in common', { properties: { type: { enum: ['A', 'B'] } } }],
])('branches are merged where %s', async (_, change) => {
  const branch = (type: string, more: object) => ({
    type: 'object',
    required: ['type'],
    properties: { type: { enum: [type] }, [type]: { type: 'string' } },
    ...more,
  })
  const [port] = await portsOf([{ oneOf: [branch('A', {}), branch('B', change)] }])
  expect(port?.write({ type: 'A', A: 'a' })).toBe('{"type":"A","A":"a"}')
  expect(port?.write({ type: 'C' })).toBe('{"type":"C"}')
})

it('a value that no branch has is written by all branches together, at every depth', async () => {
  const branch = (kind: string, more: object) => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { const: kind }, id: { type: 'string' }, ...more },
  })
  const inner = { anyOf: [branch('x', { x: { type: 'string' } }), branch('y', {})] }
  const Event = {
    oneOf: [
      branch('made', { by: { type: 'string' }, inner }),
      branch('sold', { price: { type: 'number' }, secret: { type: 'string', writeOnly: true } }),
    ],
  }
  const [unit, list] = await portsOf([ref('Event'), { type: 'array', items: Event }], { Event })
  const known = { kind: 'made', id: '1', by: 'me', price: 2, secret: 's', other: 1 }
  const unknown = { ...known, kind: 'lent', inner: { kind: 'z', id: '3', x: 'x', other: 1 } }
  const arrives = [
    { kind: 'made', id: '1', by: 'me' },
    {
      kind: 'lent',
      id: '1',
      by: 'me',
      price: 2,
      inner: { kind: 'z', id: '3', x: 'x' },
    },
  ]
  expect([known, unknown].map((value) => JSON.parse(unit?.write(value) ?? ''))).toEqual(arrives)
  expect(JSON.parse(list?.write([known, unknown]) ?? '')).toEqual(arrives)
})

it('parts of parts that all name the same ones are looked at once each', async () => {
  const fan = 100
  const level = (next: string) => ({
    allOf: Array.from({ length: fan }, (_, i) => ({ allOf: [ref(next)], title: `${i}` })),
  })
  const leaf = {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string', enum: ['s'] } },
  }
  const other = { ...leaf, properties: { kind: { type: 'string', enum: ['b'] } } }
  const components = { P0: level('P1'), P1: level('P2'), P2: leaf, B: other }
  const result = await compileDocument(documentOf([{ oneOf: [ref('P0'), ref('B')] }], components))
  expect(errorsOf(result)).toBe('')
})
