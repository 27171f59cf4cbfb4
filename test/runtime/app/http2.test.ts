// `server.http2`: a server speaks HTTP/2 unless it is told not to.

import { once } from 'node:events'
import { connect } from 'node:http2'
import { afterEach, expect, it } from 'vitest'
import { defineApp } from '../../../runtime/src/app/define-app.js'
import { openServer, type Server } from '../../../runtime/src/app/server.js'
import { resolveSettings } from '../../../runtime/src/config/resolve.js'
import { createLog } from '../../../runtime/src/observe/log.js'

let server: Server | undefined
afterEach(() => server?.close({ delayMs: 0 }))

const serve = async (environment: Record<string, string>): Promise<string> => {
  const flags = { host: '127.0.0.1', port: 0 }
  const settings = resolveSettings({}, { flags, environment, hostDefault: '127.0.0.1' })
  const log = createLog('silent')
  server = await openServer(defineApp({ config: {}, handlers: [] }), { settings, environment, log })
  return server.url
}

/** The status of GET /healthz over HTTP/2 by prior knowledge, or how the session failed. */
const health = async (url: string): Promise<number | string> => {
  const session = connect(url)
  try {
    const request = session.request({ ':path': '/healthz' })
    const failed = Promise.race([once(session, 'error'), once(request, 'error')])
    const [first] = await Promise.race([once(request, 'response'), failed])
    return first instanceof Error ? 'failed' : first[':status']
  } catch {
    return 'failed'
  } finally {
    session.destroy()
  }
}

it.each([
  [{}, 200],
  [{ NEXUS_HTTP2: 'off' }, 'failed'],
  [{ NEXUS_HTTP2: 'on' }, 200],
])('%j', async (environment, expected) => {
  expect(await health(await serve(environment))).toBe(expected)
})
