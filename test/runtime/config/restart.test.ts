// Every setting of a server either is applied while it runs or is told: from the one list of settings there is.

import { expect, test } from 'vitest'
import { limits } from '../../../runtime/src/config/limits.js'
import { resolveSettings } from '../../../runtime/src/config/resolve.js'
import { settingsForRestart, variablesForRestart } from '../../../runtime/src/config/restart.js'
import type { NexusConfig } from '../../../runtime/src/config/settings.js'

const settings = (config: NexusConfig, environment: Record<string, string> = {}) =>
  resolveSettings(config, { flags: {}, environment, hostDefault: '127.0.0.1' })

const late = (config: NexusConfig, environment: Record<string, string> = {}) =>
  settingsForRestart(settings({}), settings(config, environment))

const pem = { cert: 'a.pem', key: 'a.key' }

test.each([
  [{}, [], ''],
  [{ host: '0.0.0.0' }, ['HOST', '0.0.0.0'], 'server.host (HOST)'],
  [{ port: 1 }, ['PORT', '1'], 'server.port (PORT)'],
  [{ managementPort: 1 }, ['MANAGEMENT_PORT', '1'], 'server.managementPort (MANAGEMENT_PORT)'],
  [{ io: 'epoll' }, ['NEXUS_IO', 'epoll'], 'server.io (NEXUS_IO)'],
  [{ loop: 'inverted' }, ['NEXUS_LOOP', 'inverted'], 'server.loop (NEXUS_LOOP)'],
  [{ docs: 'off' }, ['NEXUS_DOCS', 'off'], 'server.docs (NEXUS_DOCS)'],
  [{ http2: 'off' }, ['NEXUS_HTTP2', 'off'], 'server.http2 (NEXUS_HTTP2)'],
  [{ tls: pem }, [], 'server.tls (TLS_*)'],
  [
    { shutdown: { readinessDelay: 5 } },
    ['SHUTDOWN_DELAY', '5'],
    'server.shutdown.readinessDelay (SHUTDOWN_DELAY)',
  ],
  [
    { shutdown: { drainTimeout: 5 } },
    ['SHUTDOWN_TIMEOUT', '5'],
    'server.shutdown.drainTimeout (SHUTDOWN_TIMEOUT)',
  ],
] as const)('%o', (server, [name, value], wanted) => {
  expect(late({ server: server as NonNullable<NexusConfig['server']> }).join()).toBe(wanted)
  if (name !== undefined) expect(late({}, { [name]: value }).join()).toBe(wanted)
})

test.each(limits.map((each) => [each] as const))(
  'the limit $name',
  ({ name, min, max, ...each }) => {
    const other = each.default === max ? min : max
    const config = { server: { limits: { [name]: other } } } as NexusConfig
    expect(late(config)).toEqual([`server.limits.${name}`])
  },
)

test('the level of the log is applied while the server runs', () => {
  expect(late({ log: { level: 'debug' } }, { LOG_LEVEL: 'trace' })).toEqual([])
})

test('variables that a process reads once', () => {
  const began = { OTEL_SERVICE_NAME: 'a', SHOP: '1', NODE_OPTIONS: '-x' }
  expect(variablesForRestart(began, { OTEL_SERVICE_NAME: 'b', UV_THREADPOOL_SIZE: '9' })).toEqual([
    'NODE_OPTIONS',
    'OTEL_SERVICE_NAME',
    'UV_THREADPOOL_SIZE',
  ])
  expect(variablesForRestart(began, { ...began, SHOP: '2' })).toEqual([])
})
