// Values made up for schemas whose conditions require members that only the object around them declares.

import { expect, it } from 'vitest'
import { sampleOf } from '../../../cli/src/plan/samples/samples.js'
import { compileText } from '../read/front.js'

const sampled = (schema: object) => {
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: {
      '/a': {
        post: {
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/C' } } },
          },
          responses: { 204: { description: 'd' } },
        },
      },
    },
    components: { schemas: { C: schema } },
  })
  const { api, printed } = compileText('api.json', text)
  if (api === null) throw new Error(printed)
  return sampleOf(api, 'api.json#/components/schemas/C')
}

// As text: a literal with a member `then` looks like a promise.
const base =
  '"type":"object","required":["kind"],"properties":{"kind":{"enum":["a","b"]},"x":{"type":"integer"},"z":{"type":"boolean"}}'
const isA = '"if":{"properties":{"kind":{"const":"a"}}}'
const isB = '"if":{"properties":{"kind":{"const":"b"}}}'

it.each([
  ['then', `${isA},"then":{"required":["x"]}`, { kind: 'a', x: 1 }],
  [
    'else, with a member of its own',
    `${isB},"else":{"required":["x","y"],"properties":{"y":{"type":"string"}}}`,
    { kind: 'a', x: 1, y: 'text' },
  ],
  [
    'dependentSchemas that a condition adds to',
    `${isA},"then":{"required":["x"]},"dependentSchemas":{"x":{"required":["z"]}}`,
    { kind: 'a', x: 1, z: true },
  ],
])('%s', (_, conditions, value) => {
  expect(sampled(JSON.parse(`{${base},${conditions}}`))).toEqual({ value })
})
