// Warnings of the plan: where it does less than the document asks for, and that it says so where that stands.

import { expect, it } from 'vitest'
import { compileDocument } from '../emit/evaluate.js'

const ok = { responses: { '204': { description: 'OK.' } } }
const document = (operation: object) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: { '/': { post: { operationId: 'post', ...operation, ...ok } } },
})

const found = async (code: string, operation: object) =>
  (await compileDocument(document(operation))).diagnostics
    .filter((each) => each.code === code)
    .map(({ at, message }) => `${at?.pointer} ${message}`)

const body = (type: string, schema: object) => ({
  requestBody: { content: { [type]: { schema } } },
})

it('NX4001: a schema of a body that is handed over as it came', async () => {
  expect(await found('NX4001', body('application/xml', { type: 'object' }))).toEqual([
    '/paths/~1/post/requestBody/content/application~1xml a body of type `application/xml` is handed to the handler as it came; its schema is not checked',
  ])
  expect(await found('NX4001', body('application/json', { type: 'object' }))).toEqual([])
  expect(await found('NX4001', body('text/plain', { type: 'string' }))).toEqual([])
})

it('NX4090: a style of a part that is an object', async () => {
  const properties = { pair: { type: 'object', properties: { a: {} } }, list: { type: 'array' } }
  const encoding = { pair: { style: 'form' }, list: { style: 'form', explode: false } }
  const form = { schema: { type: 'object', properties }, encoding }
  const requestBody = { content: { 'multipart/form-data': form } }
  expect(await found('NX4090', { requestBody })).toEqual([
    '/paths/~1/post/requestBody/content/multipart~1form-data/encoding/pair/style the part `pair` is an object, which is read as JSON: its style is not applied',
  ])
})

it('NX4003: a default of a parameter that its schema refuses', async () => {
  const limit = (schema: object) => ({ parameters: [{ name: 'limit', in: 'query', schema }] })
  expect(await found('NX4003', limit({ type: 'integer', maximum: 5, default: 6 }))).toEqual([
    '/paths/~1/post/parameters/0/schema/default the default of the parameter `limit` is not valid, so it is not applied',
  ])
  expect(await found('NX4003', limit({ type: 'integer', maximum: 5, default: 5 }))).toEqual([])
})

it('NX4180: members of cookies that are other cookies as well', async () => {
  const get = (schema: object, more: object = {}) => ({ name: 'p', in: 'cookie', schema, ...more })
  const other = { name: 'G', in: 'cookie', schema: { type: 'string' } }
  const color = { type: 'object', properties: { R: {}, G: {} } }
  const open = { ...color, additionalProperties: { type: 'string' } }
  expect(await found('NX4180', { parameters: [get(color), other] })).toEqual([
    '/paths/~1/post/parameters/0 `G` is a member of the cookie parameter `p` and another cookie',
  ])
  expect(await found('NX4180', { parameters: [get(open)] })).toEqual([
    '/paths/~1/post/parameters/0 every other cookie of a request becomes a member of the cookie parameter `p`',
  ])
  for (const parameters of [
    [get(color)],
    [get(open, { explode: false }), other],
    [get({ type: 'array', items: {} }), other],
  ])
    expect(await found('NX4180', { parameters })).toEqual([])
})
