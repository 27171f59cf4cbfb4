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
