// Callbacks of a path item that several paths share (OpenAPI 3.1, 4.8.9: `$ref`): each operation has its own.

import { expect, test } from 'vitest'
import { compileDocument, errorsOf } from '../emit/evaluate.js'

test('each operation of a shared path item has callbacks of its own', async () => {
  const answer = { responses: { 200: { description: 'ok' } } }
  const callbacks = { paid: { '{$request.query.hook}': { post: answer } } }
  const parameters = [{ name: 'hook', in: 'query', schema: { type: 'string' } }]
  const $ref = '#/components/pathItems/Order'
  const result = await compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/orders': { $ref }, '/returns': { $ref } },
    components: { pathItems: { Order: { post: { ...answer, parameters, callbacks } } } },
  })
  expect(errorsOf(result)).toBe('')
  const paths = result.files.map(({ path }) => path)
  expect(paths.filter((path) => path.includes('/callbacks/'))).toEqual([
    'src/generated/callbacks/post-orders-paid.ts',
    'src/generated/callbacks/post-returns-paid.ts',
  ])
})
