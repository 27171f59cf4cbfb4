// Owns the cases of security requirements: a scheme or scope that nobody declared is told at its name, once.

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

const scopes = (version: string, schemes: string) => `${version}
info: { title: t, version: '1' }
security: [{ oauth: [global] }]
paths:
  /a:
    get: { security: [{ oauth: ['events:read', 'events:wirte'] }], responses: { '204': { description: d } } }
    put: { security: [{ oauth: ['events:wirte'] }, { key: [] }], responses: { '204': { description: d } } }
  /b:
    get: { responses: { '204': { description: d } } }
    put: { responses: { '204': { description: d } } }
${schemes}
`

const flows =
  "flows: { implicit: { authorizationUrl: 'https://a.b/c', scopes: { 'events:read': r } }, clientCredentials: { tokenUrl: 'https://a.b/c', scopes: { 'events:write': w } } }"

test.each([
  [
    'openapi: 3.1.0',
    `components: { securitySchemes: { oauth: { type: oauth2, ${flows} }, key: { type: apiKey, in: header, name: k } } }`,
  ],
  [
    "swagger: '2.0'",
    "securityDefinitions: { oauth: { type: oauth2, flow: implicit, authorizationUrl: 'https://a.b/c', scopes: { 'events:read': r, 'events:write': w } }, key: { type: apiKey, in: header, name: k } }",
  ],
])('a scope that no flow declares is told at its word, once (%s)', (version, schemes) => {
  const { printed } = compileText('api.yaml', scopes(version, schemes))
  expect(printed.match(/NX2203/g)).toHaveLength(2)
  expect(printed).toContain('api.yaml:6:48')
  expect(printed).toContain('no flow of `oauth` declares the scope `events:wirte`')
  expect(printed).toContain('asked for here, 1 more')
  expect(printed).toContain('did you mean `events:write`?')
  expect(printed).toContain('api.yaml:3:22')
})

test('scopes of OpenID Connect are the provider\u2019s, and roles of other schemes are anybody\u2019s', () => {
  const schemes =
    "components: { securitySchemes: { oauth: { type: openIdConnect, openIdConnectUrl: 'https://a.b/c' }, key: { type: http, scheme: bearer } } }"
  expect(compileText('api.yaml', scopes('openapi: 3.1.0', schemes)).printed).not.toContain('NX2203')
})
