// Proves mutual TLS of a document end to end: the engine's TLS asks for the certificate, the hook judges it, and the
// handler gets the principal that it made.

import { once } from 'node:events'
import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { identify } from '../../native/certificates.js'
import { makeProject, type Project } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Machines, version: 1.0.0 }
paths:
  /who:
    get:
      operationId: who
      security: [{ certificate: [] }]
      responses: { '200': { description: Who asks., content: { application/json: {} } } }
  /either:
    get:
      operationId: either
      security: [{ certificate: [] }, { key: [] }]
      responses: { '200': { description: Who asks., content: { application/json: {} } } }
components:
  securitySchemes:
    certificate: { type: mutualTLS }
    key: { type: apiKey, in: header, name: X-Key }
`

const handler = (name: string) => `import { ${name} as op } from '#generated/operations/${name}'
export const ${name} = op.handler(({ principal }) => op.reply(200, principal))
`

const files = {
  'src/security.ts': `import type { Security } from '#generated/app'
export const security = {
  certificate: ({ certificate }) => {
    const name = /CN=(.*)/.exec(certificate.subject)?.[1] ?? ''
    return name === 'revoked' ? null : { machine: name }
  },
  key: ({ key }) => (key === 'k' ? { key } : null),
} satisfies Security
`,
  'src/handlers/default/who.ts': handler('who'),
  'src/handlers/default/either.ts': handler('either'),
}

const authority = identify('authority')
const site = identify('localhost', { names: ['localhost'], issuer: authority })
const robot = identify('robot', { issuer: authority })
const revoked = identify('revoked', { issuer: authority })
const stranger = identify('robot', { issuer: identify('another authority') })

let project: Project
let server: TestServer
beforeAll(async () => {
  project = await makeProject(document, files)
  server = await project.start({
    environment: {
      TLS_CERT: site.cert,
      TLS_KEY: site.key,
      TLS_CLIENT_CERTIFICATES: 'optional',
      TLS_CA: authority.cert,
    },
  })
})
afterAll(async () => {
  await server.close()
  project.remove()
})

/** Status, challenge and body; what went wrong where there is no answer. */
const ask = async (
  path: string,
  identity: typeof robot | null,
  headers: Record<string, string> = {},
) => {
  const client = identity === null ? {} : { cert: identity.cert, key: identity.key }
  const { port } = new URL(server.url)
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    headers,
    ca: authority.cert,
    servername: 'localhost',
    agent: false,
    ...client,
  })
  sent.end()
  try {
    const [response] = await once(sent, 'response')
    let body = ''
    for await (const piece of response) body += piece
    return [
      response.statusCode,
      response.headers['www-authenticate'] ?? null,
      response.statusCode === 200 ? JSON.parse(body) : null,
    ]
  } catch {
    return ['no answer']
  }
}

describe('a client', () => {
  test('with a certificate of the authority is who it says', async () => {
    expect(await ask('/who', robot)).toEqual([200, null, { machine: 'robot' }])
    expect(await ask('/either', robot)).toEqual([
      200,
      null,
      { scheme: 'certificate', value: { machine: 'robot' } },
    ])
  })

  test('with one that the hook refuses, or none, gets 401', async () => {
    const challenge = 'Certificate realm="api"'
    expect(await ask('/who', revoked)).toEqual([401, challenge, null])
    expect(await ask('/who', null)).toEqual([401, challenge, null])
    expect(await ask('/either', null)).toEqual([
      401,
      `${challenge}, ApiKey in="header", name="X-Key"`,
      null,
    ])
    expect(await ask('/either', revoked, { 'x-key': 'k' })).toEqual([
      200,
      null,
      { scheme: 'key', value: { key: 'k' } },
    ])
  })

  test('with one of another authority does not get through the handshake', async () => {
    expect(await ask('/who', stranger)).toEqual(['no answer'])
  })
})
