// Proves security end to end: hooks typed by the document, principals typed by the hooks, and who gets in.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

const operation = (id: string, security: string) => `
  /${id}:
    get:
      operationId: ${id}
      security: ${security}
      responses: { '200': { description: OK., content: { application/json: {} } } }`

const document = `
openapi: 3.1.0
info: { title: Security, version: 1.0.0 }
paths:${[
  operation('one', '[{ bearer: [] }]'),
  operation('both', '[{ bearer: [], key: [] }]'),
  operation('either', '[{ bearer: [] }, { key: [] }, { login: [], cookie: [] }]'),
  operation('optional', '[{ bearer: [] }, {}]'),
  operation('scoped', '[{ oauth: [pets.read, pets.write] }]'),
  operation('connected', '[{ oidc: [] }]'),
  operation('queried', '[{ query: [] }]'),
  operation('open', '[]'),
].join('')}
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: X-Key }
    query: { type: apiKey, in: query, name: key }
    cookie: { type: apiKey, in: cookie, name: session }
    login: { type: http, scheme: basic }
    oauth:
      type: oauth2
      flows:
        implicit: { authorizationUrl: 'https://id.example/a', scopes: { pets.read: R. } }
        password: { tokenUrl: 'https://id.example/t', scopes: { pets.read: R. } }
        clientCredentials: { tokenUrl: 'https://id.example/t', scopes: { pets.read: R., pets.write: W. } }
        authorizationCode: { authorizationUrl: 'https://id.example/a', tokenUrl: 'https://id.example/t', scopes: {} }
    oidc: { type: openIdConnect, openIdConnectUrl: 'https://id.example/.well-known/openid-configuration' }
    unused: { type: mutualTLS }
`

const hooks = `import { jwt, isSameSecret } from '@nexusrt/runtime/security'
import { forbidden } from '@nexusrt/runtime'
import type { Security } from '#generated/app'

export const security = {
  bearer: async ({ token }) => (token === 'good' ? { user: 'ann', level: 3 } : null),
  key: ({ key }) => (isSameSecret(key, 'secret') ? { tenant: 'acme' } : key === 'blocked' ? forbidden('Blocked.') : null),
  query: ({ key }) => key === 'q' && { by: 'query' as const },
  cookie: ({ key }) => (key === 'c' ? { session: 7 } : undefined),
  login: ({ username, password }) => (username === 'ann' && password === 'pw' ? { login: username } : null),
  oauth: ({ token }) => ({ scopes: token.split(','), client: token }),
  oidc: jwt({ issuer: 'https://id.example', audience: 'api', jwks: { keys: [] } }),
} satisfies Security
`

const handler = (
  name: string,
  body: string,
) => `import { ${name} as op } from '#generated/operations/${name}'

export const ${name} = op.handler(({ principal }) => {
${body}
})
`

const files = {
  'src/security.ts': hooks,
  'src/handlers/default/one.ts': handler(
    'one',
    `  const level: number = principal.level
  principal.tenant // error
  return op.reply(200, { user: principal.user, level })`,
  ),
  'src/handlers/default/both.ts': handler(
    'both',
    `  const all: { user: string; tenant: string } = principal
  return op.reply(200, all)`,
  ),
  'src/handlers/default/either.ts': handler(
    'either',
    `  principal.value.user // error
  switch (principal.scheme) {
    case 'bearer':
      return op.reply(200, { user: principal.value.user })
    case 'key':
      principal.value.user // error
      return op.reply(200, { tenant: principal.value.tenant })
    case 'login+cookie':
      return op.reply(200, { login: principal.value.login, session: principal.value.session.toFixed() })
  }`,
  ),
  'src/handlers/default/optional.ts': handler(
    'optional',
    `  void (() => principal.user) // error
  return op.reply(200, { user: principal?.user ?? null })`,
  ),
  'src/handlers/default/scoped.ts': handler(
    'scoped',
    '  return op.reply(200, { client: principal.client })',
  ),
  'src/handlers/default/connected.ts': handler(
    'connected',
    '  return op.reply(200, { subject: principal.subject })',
  ),
  'src/handlers/default/queried.ts': handler(
    'queried',
    "  const by: 'query' = principal.by\n  return op.reply(200, { by })",
  ),
  'src/handlers/default/open.ts': handler(
    'open',
    `  const nobody: undefined = principal
  return op.reply(200, { nobody: nobody === undefined })`,
  ),
}

const wrongHooks: readonly (readonly [string, string])[] = [
  ['a missing hook', hooks.replace(/ {2}key: .*\n/, '')],
  ['a hook for no scheme', hooks.replace('} satisfies', '  other: () => null,\n} satisfies')],
  [
    'credentials of another scheme',
    hooks.replace('bearer: async ({ token })', 'bearer: async ({ key: token })'),
  ],
  [
    'a principal without scopes where some are asked for',
    hooks.replace("scopes: token.split(','), ", ''),
  ],
]

let project: Project
beforeAll(async () => {
  project = await makeProject(document, files)
})
afterAll(() => project.remove())

describe('types', { timeout: 120_000 }, () => {
  test('principals are what the hooks let in, and nothing else', () => {
    const errors = project.typeErrors()
    const wanted = Object.entries(files).flatMap(([path, text]) => linesWithError(path, text))
    expect(placesOf(errors).sort(), errors.join('\n')).toEqual(wanted.sort())
  })

  test.each(wrongHooks)('%s does not compile', (_name, text) => {
    expect(text).not.toBe(hooks)
    project.write('src/security.ts', text)
    try {
      const errors = project.typeErrors().filter((error) => error.startsWith('src/security.ts'))
      expect(errors.length).toBeGreaterThan(0)
    } finally {
      project.write('src/security.ts', hooks)
    }
  })

  test('the file that is made first compiles, and lets nobody in', async () => {
    const fresh = await makeProject(document, {})
    try {
      expect(fresh.typeErrors()).toEqual([])
      const server = await fresh.start()
      const headers = { authorization: 'Bearer good', 'x-key': 'secret' }
      expect((await server.fetch('/both', { headers })).status).toBe(401)
      await server.close()
    } finally {
      fresh.remove()
    }
  })
})

describe('a client', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await project.start()
  })
  afterAll(() => server.close())

  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await server.fetch(path, { headers })
    const body = (await response.json()) as object
    return response.status === 200 ? body : response.status
  }
  const good = { authorization: 'Bearer good' }
  const basic = { authorization: `Basic ${Buffer.from('ann:pw').toString('base64')}` }

  test.each<[string, Record<string, string>, unknown]>([
    ['/one', good, { user: 'ann', level: 3 }],
    ['/one', { authorization: 'Bearer bad' }, 401],
    ['/one', {}, 401],
    ['/both', { ...good, 'x-key': 'secret' }, { user: 'ann', level: 3, tenant: 'acme' }],
    ['/both', good, 401],
    ['/both', { ...good, 'x-key': 'blocked' }, 403],
    ['/either', good, { user: 'ann' }],
    ['/either', { 'x-key': 'secret' }, { tenant: 'acme' }],
    ['/either', { ...basic, cookie: 'session=c' }, { login: 'ann', session: '7' }],
    ['/either', basic, 401],
    ['/optional', {}, { user: null }],
    ['/optional', good, { user: 'ann' }],
    ['/scoped', { authorization: 'Bearer pets.read' }, 403],
    ['/connected', { authorization: 'Bearer a.b.c' }, 401],
    ['/queried?key=q', {}, { by: 'query' }],
    ['/queried?key=q&key=q', {}, 401],
    ['/open', {}, { nobody: true }],
  ])('%s with %j', async (path, headers, wanted) => {
    expect(await ask(path, headers)).toEqual(wanted)
  })

  test('is told what is asked for', async () => {
    const challenge = async (path: string, headers: Record<string, string>) =>
      (await server.fetch(path, { headers })).headers.get('www-authenticate')
    expect(await challenge('/either', {})).toBe(
      'Bearer realm="api", ApiKey in="header", name="X-Key", Basic realm="api", charset="UTF-8", ApiKey in="cookie", name="session"',
    )
    expect(await challenge('/scoped', { authorization: 'Bearer x' })).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="pets.read pets.write"',
    )
  })
})
