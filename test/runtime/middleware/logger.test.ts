// Owns the cases of log lines of requests on the real engine.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { logger, requestId } from '../../../runtime/src/middleware/index.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { ask, request } from './raw-http.js'
import { app, bound, get, served } from './served.js'

test('one line per request: its level by status, its path without the query, errors included', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  const handlers = [
    get(() => respond(200).text('ok')),
    bound({ id: 'throws', path: '/throws' }, () => {
      throw new Error('x')
    }),
    bound({ id: 'quiet', path: '/quiet' }, () => respond(404).empty()),
  ]
  const level = ({ status }: { status: number }) =>
    status === 404 ? null : status >= 500 ? 'error' : 'info'
  const middleware = { app: [requestId(), logger({ log, level, fields: () => ({ more: 1 }) })] }
  await served(app(handlers, { middleware }), async ({ url }) => {
    for (const path of ['/get?token=secret', '/throws', '/quiet']) {
      await ask(url, request('GET', path, { 'x-request-id': 'r1' }))
    }
  })
  const seen = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  expect(seen).toMatchObject([
    {
      level: expect.anything(),
      method: 'GET',
      path: '/get',
      operation: 'get',
      status: 200,
      requestId: 'r1',
      more: 1,
    },
    { path: '/throws', status: 500, requestId: 'r1' },
  ])
  expect(seen).toHaveLength(2)
  expect(seen[0].ms).toBeGreaterThanOrEqual(0)
  expect(lines.join('')).not.toContain('secret')
})
