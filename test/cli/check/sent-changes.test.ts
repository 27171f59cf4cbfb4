// Changes of webhooks and callbacks: their receivers read what clients of an operation send.

import { describe, expect, it } from 'vitest'
import { compareApis } from '../../../cli/src/check/changes/compare.js'
import type { Api } from '../../../cli/src/ir/api.js'
import { compileText } from '../read/front.js'

type Json = Record<string, unknown>

const ok = { '200': { description: 'd' } }
const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } })
const operation = (parts: Json): Json => ({ '/a': { post: { responses: ok, ...parts } } })
const read = (paths: Json, more: Json = {}): Api => {
  const info = { title: 't', version: 'v' }
  const text = JSON.stringify({ openapi: '3.1.0', info, paths, ...more })
  const { api, printed } = compileText('api.json', text)
  if (api === null || printed.includes('error')) throw new Error(printed)
  return api
}

const found = (before: Api, after: Api): string[] => [
  ...new Set(compareApis(before, after).map(({ rule, audience }) => `${audience} ${rule}`)),
]

describe('changes of what the server calls', () => {
  const pet = (parts: Json): Json => ({ type: 'object', properties: { id: {} }, ...parts })
  const hook = (parts: Json): Api =>
    read({}, { webhooks: { news: { post: { responses: ok, ...parts } } } })
  const calling = (schema: Json): Json => ({
    callbacks: {
      done: { '{$request.query.p}': { post: { requestBody: json(schema), responses: ok } } },
    },
  })

  it('break receivers as answers break clients', () => {
    const before = hook({ requestBody: json(pet({ required: ['id'] })) })
    expect(found(before, hook({ requestBody: json(pet({})) }))).toEqual([
      'http property-became-optional',
    ])
    expect(found(before, read({}))).toEqual(['http sender-removed', 'types sender-removed'])
    expect(found(before, hook({}))).toEqual([
      'http sent-media-type-removed',
      'types sent-media-type-removed',
    ])
    const signed = hook({ parameters: [{ name: 'X-A', in: 'header', schema: {} }] })
    expect(found(signed, hook({}))).toEqual(['http parameter-removed', 'types parameter-removed'])
  })

  it('are found in callbacks, by the operation that they belong to', () => {
    const before = read(operation(calling({ type: 'integer' })))
    const [change] = compareApis(before, read(operation(calling({ type: 'string' }))))
    expect(change).toMatchObject({ operation: 'callback done POST of POST /a', place: 'body' })
    expect(found(before, read(operation({})))).toEqual([
      'http sender-removed',
      'types sender-removed',
    ])
  })
})
