// Owns operations that answer in every way (at once, later, in pieces, by failing, not without credentials), for tests
// of middleware that marks all answers.

import { respond } from '../../../runtime/src/http/replies.js'
import type { Middleware } from '../../../runtime/src/middleware/index.js'
import { app, bound, later, served } from './served.js'

/** How operations are secured. */
export const schemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  user: { type: 'http', scheme: 'bearer' },
} as const

async function* pieces() {
  yield 'one'
}

/** How often handlers ran. */
export const calls = { get: 0 }

export const handlers = [
  bound({}, () => {
    calls.get++
    return respond(200).text('ok')
  }),
  bound({ id: 'later', path: '/later' }, () =>
    later(respond(200).vary('Accept').text('x'.repeat(100_000))),
  ),
  bound({ id: 'stream', path: '/stream' }, () => respond(200).body('text/plain', pieces())),
  bound({ id: 'throws', path: '/throws' }, () => {
    throw new Error('x')
  }),
  bound(
    {
      id: 'put',
      method: 'PUT',
      path: '/things/{id}',
      params: [
        { name: 'id', in: 'path', kind: 'integer', required: true },
        { name: 'X-Trace', in: 'header', kind: 'string', required: false },
      ],
      body: { required: true, types: ['application/json'] },
      security: [[{ scheme: 'key', scopes: [] }], [{ scheme: 'user', scopes: [] }]],
    },
    () => respond(204).empty(),
  ),
]

/** Serves them under middleware, on both drivers: the engine gives these answers, the same byte for byte. */
export const serve = async (
  middleware: readonly Middleware[],
  use: (url: string) => Promise<void>,
) => {
  const given = app(handlers, { middleware: { app: middleware }, securitySchemes: schemes })
  for (const io of ['auto', 'epoll']) {
    await served(given, ({ url }) => use(url), undefined, { NEXUS_IO: io })
  }
}
