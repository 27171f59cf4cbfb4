// Owns the cases of security requirements: a scheme that nobody declared is told at its name, once.

import { expect, test } from 'vitest'
import { compileText } from '../read/front.js'

const operations = `openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a:
    get: { operationId: a, security: [{ oauht: [] }], responses: { '204': { description: d } } }
    put: { operationId: b, security: [{ oauht: [] }, { oauth: [] }], responses: { '204': { description: d } } }
components: { securitySchemes: { oauth: { type: http, scheme: bearer } } }
`

test('a scheme that is not declared is told where it is named, with what was meant and how often', () => {
  const { printed } = compileText('api.yaml', operations)
  expect(printed.match(/NX2106/g)).toHaveLength(1)
  expect(printed).toContain('api.yaml:5:41')
  expect(printed).toContain('asked for here, 1 more')
  expect(printed).toContain('did you mean `oauth`?')
})
