// Proves that answers write members and items that no name declares as the keyword says that describes them:
// patternProperties, additionalProperties beside it, unevaluatedProperties, unevaluatedItems, items behind the first ones.

import { expect, test } from 'vitest'
import { makeProject } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Open, version: 1.0.0 }
paths:
  /all:
    get:
      operationId: getAll
      responses: { '200': { description: OK., content: { application/json: { schema: { $ref: '#/components/schemas/All' } } } } }
components:
  schemas:
    All:
      type: object
      properties:
        pattern: { type: object, patternProperties: { '^x': { $ref: '#/components/schemas/Money' } } }
        both: { type: object, patternProperties: { '^x-': { type: string } }, additionalProperties: { $ref: '#/components/schemas/Money' } }
        shut: { type: object, properties: { n: { type: integer } }, patternProperties: { '^(?:a|b)+$': { $ref: '#/components/schemas/Money' } }, additionalProperties: false }
        joined: { allOf: [{ type: object, properties: { k: { type: string } } }, { type: object, patternProperties: { '^x': { $ref: '#/components/schemas/Money' } } }] }
        united: { anyOf: [{ type: object, required: [k], properties: { k: { type: string } } }, { type: object, patternProperties: { '^x': { $ref: '#/components/schemas/Money' } } }] }
        pair: { type: array, prefixItems: [{ $ref: '#/components/schemas/Money' }, { $ref: '#/components/schemas/Money' }], minItems: 2, maxItems: 2 }
        items: { type: array, prefixItems: [{ type: boolean }], unevaluatedItems: { $ref: '#/components/schemas/Money' } }
        parts: { allOf: [{ type: object, required: [k], properties: { k: { type: string } } }], unevaluatedProperties: { $ref: '#/components/schemas/Money' } }
        members: { type: object, properties: { k: { type: string } }, unevaluatedProperties: { $ref: '#/components/schemas/Money' } }
    Money: { type: object, required: [amount], properties: { amount: { type: number, format: decimal }, secret: { type: string, writeOnly: true } } }
`

const handler = `import { decimal } from '@nexusrt/runtime'
import { getAll as op } from '#generated/operations/get-all'

const m = { amount: decimal('1.50') }
const s = { ...m, secret: 'no' }
export const getAll = op.handler(() =>
  op.reply(200, {
    pattern: { x: s, y: 'free' },
    both: { 'x-a': '7.0', f: s },
    shut: { n: 1, ab: s, c: s },
    joined: { k: 'k', x: s },
    united: { x: s },
    pair: [m, m],
    items: [true, m],
    parts: { k: 'k', z: s },
    members: { k: 'k', z: s },
  }),
)
void (() => op.reply(200, { pair: [m, m, m] })) // error
void (() => op.reply(200, { both: { f: 1 } })) // error
void (() => op.reply(200, { parts: { z: s } })) // error
`

test('members without a name are written as they are described', { timeout: 120_000 }, async () => {
  const path = 'src/handlers/default/get-all.ts'
  const options = { schemas: { decimal: 'string' } } as const
  const project = await makeProject(document, { [path]: handler }, options)
  try {
    expect(project.diagnostics).toEqual([])
    expect(project.typeErrors().map((each) => each.split(' ', 1)[0])).toEqual([
      `${path}:19`,
      `${path}:20`,
      `${path}:21`,
    ])
    const server = await project.start()
    const text = await (await server.fetch('/all')).text()
    await server.close()
    const money = '{"amount":1.50}'
    expect(text).toBe(
      `{"pattern":{"x":${money},"y":"free"},"both":{"x-a":"7.0","f":${money}},"shut":{"n":1,"ab":${money}},` +
        `"joined":{"k":"k","x":${money}},"united":{"x":${money}},"pair":[${money},${money}],` +
        `"items":[true,${money}],"parts":{"k":"k","z":${money}},"members":{"k":"k","z":${money}}}`,
    )
  } finally {
    project.remove()
  }
})
