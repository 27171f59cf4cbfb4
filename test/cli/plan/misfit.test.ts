// Proves that a value that does not satisfy a schema is told with the innermost place and the rule that is broken.

import { expect, it } from 'vitest'
import type { JsonValue } from '../../../cli/src/ir/schema.js'
import { misfitOf } from '../../../cli/src/plan/checks/misfit.js'
import { compileText } from '../read/front.js'

const { api } = compileText(
  'api.yaml',
  `openapi: 3.1.0
info: { title: t, version: v }
paths: {}
components:
  schemas:
    Ports: { type: array, items: { $ref: '#/components/schemas/Port' } }
    Port:
      allOf: [{ $ref: '#/components/schemas/Named' }]
      type: object
      required: [name]
      properties:
        position: { type: array, items: { type: number, maximum: 180 } }
        kind: { enum: [sea, air] }
        owner: { oneOf: [{ type: string }, { type: integer }] }
      additionalProperties: { type: string }
    Named: { type: object, properties: { name: { type: string, pattern: '^[A-Z]+$' } } }
`,
)

it.each<[JsonValue, string, string]>([
  [{}, '', 'must be array'],
  [[{ name: 'A', position: [1, 999] }], '/0/position/1', 'must satisfy maximum 180'],
  [[{ name: 'A' }, {}], '/1', 'must have the member `name`'],
  [[{ name: 'bad code' }], '/0/name', 'must satisfy pattern ^[A-Z]+$'],
  [[{ name: 'A', kind: 'land' }], '/0/kind', 'must be one of the values of `enum`'],
  [[{ name: 'A', owner: true }], '/0/owner', 'must match exactly one of 2 schemas'],
  [[{ name: 'A', 'a/b': 7 }], '/0/a~1b', 'must be string'],
])('%j breaks at %j the rule %j', (value, pointer, rule) => {
  if (api === null) throw new Error('no API')
  expect(misfitOf(api, 'api.yaml#/components/schemas/Ports', value)).toEqual({ pointer, rule })
})

it.each<[object, JsonValue, string, string]>([
  [
    { anyOf: [{ type: 'string' }], not: { const: 'x' } },
    'x',
    '',
    'must not match the schema of `not`',
  ],
  [{ anyOf: [{ type: 'string' }], uniqueItems: true }, 1, '', 'must match one of 1 schemas'],
  [{ oneOf: [{ type: 'array' }], uniqueItems: true }, [1, 1], '', 'must not have an item twice'],
  [{ type: 'array', maxItems: 1 }, [1, 2], '', 'must have at most 1 items'],
  [{ type: 'array', minItems: 1 }, [], '', 'must have at least 1 items'],
  [{ contains: { const: 1 } }, [2], '', 'must have at least 1 items that match `contains`'],
  [{ type: 'object', minProperties: 1 }, {}, '', 'must have at least 1 members'],
  [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, '', 'must not have a member called `ab`'],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '', 'must have the member `b` with `a`'],
  [{ dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }, '', 'must have the member `b`'],
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  [{ if: { const: 1 }, then: { type: 'string' } }, 1, '', 'must be string'],
  [{ if: { const: 1 }, else: { type: 'string' } }, 2, '', 'must be string'],
  [{ patternProperties: { '^a': { type: 'string' } } }, { ab: 1 }, '/ab', 'must be string'],
  [
    { additionalProperties: false, properties: { a: {} } },
    { b: 1 },
    '',
    'must not have the member `b`',
  ],
])('%j breaks for %j, at %j: %s', (schema, value, pointer, rule) => {
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: {},
    components: { schemas: { A: schema } },
  }
  const { api: own, codes } = compileText('api.yaml', JSON.stringify(document))
  if (own === null) throw new Error(codes.join(' '))
  expect(misfitOf(own, 'api.yaml#/components/schemas/A', value)).toEqual({ pointer, rule })
})
