// Owns the app that conversations are held with: streams, upgrades, static files, sockets, bodies and names of all kinds.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OperationDefinition } from '../../../runtime/src/app/definition.js'
import { BodyFailure } from '../../../runtime/src/http/body-stream.js'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Reply, Upgrade } from '../../../runtime/src/http/reply.js'
import { type App, type BoundHandler, defineApp } from '../../../runtime/src/index.js'
import { staticFiles } from '../../../runtime/src/middleware/index.js'
import { webSocketRoute } from '../../../runtime/src/realtime/index.js'

/** Bytes of a body that is taken whole. */
export const bodyBytesMax = 2000

const answer = (body: Reply['body'], headers: Reply['headers'] = null, status = 200): Reply =>
  new Reply(status, 'text/plain', body, headers)

/** `how` reads the request at once, as generated readers do, and makes the answer. */
export const answering = (
  method: string,
  path: string,
  how: (raw: RawRequest) => Reply | Promise<Reply>,
  more: Partial<OperationDefinition> = {},
): BoundHandler => {
  const definition: OperationDefinition = {
    id: `${method} ${path}`,
    method,
    path,
    tag: 'conversations',
    params: [],
    body: null,
    security: [],
    read: (raw, context) => {
      context.body = how(raw)
    },
    replies: {},
    ...more,
  }
  return { operation: definition, handle: ({ body }) => body as Reply, stub: false } as BoundHandler
}

const json = { body: { required: true, types: ['application/json'] } } as const
const form = { body: { required: true, types: ['application/x-www-form-urlencoded'] } } as const
const streamed = {
  body: { required: false, types: [], delivery: 'stream', bytesMax: 60_000 },
} as const

const pieces = async function* (raw: RawRequest): AsyncGenerator<Uint8Array | string> {
  const body = raw.stream()
  for await (const piece of body) yield piece
}

const count = async (raw: RawRequest): Promise<Reply> => {
  const body = raw.stream()
  let bytes = 0
  try {
    for await (const piece of body) bytes += piece.length
  } catch (error) {
    if (error instanceof BodyFailure) return answer(error.code, null, error.status)
    throw error
  }
  return answer(`${bytes} ${JSON.stringify(body.trailers())}`)
}

const failing = async function* (): AsyncGenerator<string> {
  yield 'some'
  throw new Error('no more')
}
const letters = async function* (): AsyncGenerator<string> {
  for (const letter of ['a', 'bc', '', 'def']) yield letter
}

const exact = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? `${value}n` : value

const named = [
  { name: 'id', in: 'path', kind: 'string', required: true },
  { name: '__proto__', in: 'query', kind: 'list', required: false, explode: true },
  { name: 'constructor', in: 'query', kind: 'string', required: false },
  { name: '__proto__', in: 'header', kind: 'string', required: false },
  { name: '__proto__', in: 'cookie', kind: 'string', required: false },
] as const

const handlers: readonly BoundHandler[] = [
  answering('GET', '/plain', () => answer('plain')),
  answering('GET', '/pieces', () => answer(letters())),
  answering('GET', '/declared', () => answer(letters(), { 'content-length': '6' })),
  answering('GET', '/short', () => answer(letters(), { 'content-length': '9' })),
  answering('GET', '/fails', () => answer(failing())),
  answering('POST', '/echo', (raw) => answer(pieces(raw)), streamed),
  answering('POST', '/count', count, streamed),
  answering('POST', '/unread', () => answer('did not look', null, 403), streamed),
  answering('POST', '/json', (raw) => answer(JSON.stringify(raw.json(), exact)), json),
  answering('POST', '/form', (raw) => answer(JSON.stringify(raw.form())), form),
  answering(
    'GET',
    '/names/{id}',
    (raw) =>
      answer(JSON.stringify([raw.text(0), raw.list(1), raw.text(2), raw.text(3), raw.text(4)])),
    { params: named },
  ),
  answering(
    'GET',
    '/upgrade',
    () => new Upgrade('echo', null, (connection) => connection.pipe(connection)),
  ),
  answering(
    'POST',
    '/upgrade',
    () => new Upgrade('echo', { 'X-With': 'a body' }, (connection) => connection.pipe(connection)),
    { body: { required: false, types: [] } },
  ),
]

const modified = new Date('2026-01-02T03:04:05Z')

const makeFiles = (): string => {
  const base = mkdtempSync(join(tmpdir(), 'nexus-conversations-'))
  const root = join(base, 'public')
  mkdirSync(join(root, 'docs'), { recursive: true })
  const put = (name: string, content: string | Buffer): void => {
    writeFileSync(join(root, name), content)
    utimesSync(join(root, name), modified, modified)
  }
  put('digits.txt', '0123456789')
  put('empty.txt', '')
  put('docs/index.html', '<h1>docs</h1>')
  put('.hidden', 'SECRET')
  writeFileSync(join(base, 'secret.txt'), 'SECRET')
  symlinkSync(join(base, 'secret.txt'), join(root, 'link.txt'))
  symlinkSync(base, join(root, 'up'))
  return base
}

/** The app, and what takes its files away. */
export const conversationApp = (): { readonly app: App; readonly dispose: () => void } => {
  const base = makeFiles()
  const routes = [
    staticFiles({ path: '/files', root: join(base, 'public') }),
    webSocketRoute({ path: '/socket', subprotocols: ['v2'] }, () => ({
      message: (socket, message) => socket.send(message),
    })),
  ]
  const config = {
    server: {
      limits: { bodyBytesMax, webSocketMessageBytesMax: 1000, webSocketCloseTimeoutMs: 5000 },
    },
  }
  return {
    app: defineApp({ config, handlers, routes }),
    dispose: () => rmSync(base, { recursive: true }),
  }
}
