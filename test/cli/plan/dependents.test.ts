// Chains of members that require members: however long, a value is made, and what it costs grows like the chain.

import { describe, expect, it } from 'vitest'
import { addDependents, leftOut, type Members } from '../../../cli/src/plan/samples/dependents.js'
import { sampleOf } from '../../../cli/src/plan/samples/samples.js'
import { compileText } from '../read/front.js'

const names = Array.from({ length: 2_000 }, (_, i) => `p${i}`)
const chain = names.slice(0, -1).map((name, i) => [name, [names[i + 1] ?? '']] as const)

const schemaOf = (dependentRequired: object, more: object = {}) => {
  const schema = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    required: ['p0'],
    dependentRequired,
    ...more,
  }
  const document = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/f': {
        post: {
          requestBody: { content: { 'application/json': { schema } } },
          responses: { 204: { description: 'None.' } },
        },
      },
    },
  }
  const { api, codes } = compileText('api.json', JSON.stringify(document))
  const found = [...(api?.schemas ?? [])].find(([, each]) => each.dependentRequired.length > 0)
  if (api === null || found === undefined) throw new Error(codes.join(' '))
  return { api, id: found[0], schema: found[1] }
}

const membersOf = (dependentRequired: object, more: object = {}): readonly string[] | null => {
  const { api, id } = schemaOf(dependentRequired, more)
  const sample = sampleOf(api, id)
  return sample === null ? null : Object.keys(Object(sample.value))
}

describe('members that require members', () => {
  it.each([
    ['in its order', chain],
    ['from its end', chain.toReversed()],
  ])('are all there, along a chain of 2,000 that is written %s', (_, rows) => {
    expect(membersOf(Object.fromEntries(rows))).toEqual(names)
  })

  it('are made once each, whoever requires them', () => {
    const all = Object.fromEntries(names.slice(0, 200).map((name) => [name, names]))
    const made: string[] = []
    const value: Members = { p0: 'text' }
    addDependents(schemaOf(all).schema, value, (name) => {
      made.push(name)
      return name === 'p1' ? null : name === 'p2' ? leftOut : { value: name }
    })
    expect(made).toEqual(names.slice(1))
    expect(Object.keys(value)).toEqual(names.filter((name) => name !== 'p1' && name !== 'p2'))
  })

  it('ask for nothing where they could not be made themselves', () => {
    const value: Members = { p0: 'text' }
    addDependents(schemaOf({ p0: ['p1'], p1: ['p2'] }).schema, value, () => null)
    expect(value).toEqual({ p0: 'text' })
  })

  it('end where more are asked for than one sample may cost', () => {
    const many = (at: string) => Array.from({ length: 9_000 }, (_, i) => `${at}${i}`)
    expect(membersOf({ p0: many('a').slice(0, 1_000) })).toHaveLength(1_001)
    expect(membersOf({ p0: many('a'), a0: many('b'), b0: many('c') })).toBeNull()
  })
})
