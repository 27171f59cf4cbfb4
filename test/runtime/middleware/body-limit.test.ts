// Owns the cases of body limits on the real engine.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { bodyLimit } from '../../../runtime/src/middleware/index.js'
import { app, bound, served } from './served.js'

test('a body limit holds for its operation, by length and by chunks, before the handler', async () => {
  let calls = 0
  const echo = (id: string) =>
    bound(
      {
        id,
        method: 'POST',
        path: `/${id}`,
        body: { required: true, types: [] },
        read: (raw, context) => {
          context.body = raw.bodyText()
        },
      },
      ({ body }) => {
        calls++
        return respond(200).text(String(String(body).length))
      },
    )
  const middleware = { operations: { small: [bodyLimit(10)], large: [bodyLimit('3MiB')] } }
  await served(app(['small', 'large', 'usual'].map(echo), { middleware }), async (server) => {
    const post = (path: string, body: NonNullable<RequestInit['body']>) =>
      server.fetch(path, { method: 'POST', body, duplex: 'half' } as RequestInit)
    const statusOf = async (path: string, body: NonNullable<RequestInit['body']>) =>
      (await post(path, body)).status
    const chunked = (text: string) => new Blob([text]).stream()
    expect(await statusOf('/small', '0123456789')).toBe(200)
    expect(calls).toBe(1)
    expect(await statusOf('/small', '0123456789a')).toBe(413)
    expect(await statusOf('/small', chunked('0123456789a'))).toBe(413)
    expect(await statusOf('/usual', 'x'.repeat(1024 * 1024 + 1))).toBe(413)
    expect(calls).toBe(1)
    expect(await statusOf('/large', 'x'.repeat(2 * 1024 * 1024))).toBe(200)
  })
})
