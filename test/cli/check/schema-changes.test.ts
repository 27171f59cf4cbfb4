// Changes of schemas that one row of a table does not show: schemas that are there in one version only, unions of one,
// and the limits of the comparison.

import { describe, expect, it } from 'vitest'
import { compareApis } from '../../../cli/src/check/changes/compare.js'
import type { Api } from '../../../cli/src/ir/api.js'
import { compileText } from '../read/front.js'

type Json = Record<string, unknown>

const ok = { '200': { description: 'd' } }
const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } })
const operation = (parts: Json): Json => ({ '/a': { post: { responses: ok, ...parts } } })
const sent = (schema: Json): Json => operation({ requestBody: json(schema) })
const answered = (schema: Json): Json =>
  operation({ responses: { '200': { description: 'd', ...json(schema) } } })

const read = (paths: Json): Api => {
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: 'v' }, paths })
  const { api, printed } = compileText('api.json', text)
  if (api === null || printed.includes('error')) throw new Error(printed)
  return api
}

const found = (before: Api, after: Api): string[] => [
  ...new Set(compareApis(before, after).map(({ rule, audience }) => `${audience} ${rule}`)),
]

describe('changes of schemas', () => {
  it('are told where there was no schema, or is none', () => {
    const bare = { content: { 'application/json': {} } }
    const asked = { type: 'object', required: ['a'] }
    const of = (body: Json) => read(operation({ requestBody: body }))
    expect(found(of(bare), of(json(asked)))).toEqual(['http schema-added'])
    expect(found(of(json(asked)), of(bare))).toEqual(['types schema-removed'])
    expect(found(of(bare), of(json({})))).toEqual([])
    const file = (media: Json) => of({ content: { 'application/octet-stream': media } })
    expect(found(file({}), file({ schema: { type: 'string', format: 'binary' } }))).toEqual([])
  })

  it('are told as not compared beyond the limit, where something was edited', () => {
    const wide = (last: Json): Json => ({
      allOf: Array.from({ length: 300 }, (_, i) => ({
        properties: { [`p${i}`]: i === 299 ? last : {} },
      })),
    })
    const before = read(sent(wide({})))
    expect(found(before, read(sent(wide({ type: 'string' }))))).toEqual(['http not-compared'])
    // The same document breaks nobody, however large it is.
    expect(found(before, read(sent(wide({ title: 't' }))))).toEqual([])
  })

  it('of a union that takes what was taken break no requests', () => {
    const maybe = { anyOf: [{ type: 'string' }, { type: 'null' }] }
    expect(found(read(sent({ type: 'string' })), read(sent(maybe)))).toEqual(['types type-added'])
    expect(found(read(answered(maybe)), read(answered({ type: 'string' })))).toEqual([
      'types type-removed',
    ])
  })

  it('of unions in each other take no steps to the power of their depth', () => {
    const nested = (depth: number): Json =>
      depth === 0
        ? { type: 'string' }
        : { anyOf: [1, 2, 3].map((i) => ({ properties: { [`p${i}`]: nested(depth - 1) } })) }
    const plain = (depth: number): Json =>
      depth === 0
        ? { type: 'string' }
        : { properties: Object.fromEntries([1, 2, 3].map((i) => [`p${i}`, plain(depth - 1)])) }
    expect(found(read(sent(plain(6))), read(sent(nested(6))))).toContain('http union-added')
  })
})
