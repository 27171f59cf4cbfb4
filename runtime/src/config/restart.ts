// Owns which settings count only when a server starts: all but those that are applied while it runs.

import { isDeepStrictEqual } from 'node:util'
import type { Environment, ServerSettings } from './resolve.js'

/** What each setting is called where people write it; null: a server that runs takes it over. */
const written: { readonly [Name in keyof ServerSettings]: string | null } = {
  host: 'server.host (HOST)',
  port: 'server.port (PORT)',
  managementPort: 'server.managementPort (MANAGEMENT_PORT)',
  io: 'server.io (NEXUS_IO)',
  loop: 'server.loop (NEXUS_LOOP)',
  docs: 'server.docs (NEXUS_DOCS)',
  http2: 'server.http2 (NEXUS_HTTP2)',
  limits: 'server.limits',
  tls: 'server.tls (TLS_*)',
  readinessDelayMs: 'server.shutdown.readinessDelay (SHUTDOWN_DELAY)',
  drainTimeoutMs: 'server.shutdown.drainTimeout (SHUTDOWN_TIMEOUT)',
  logLevel: null,
}

/**
 * Settings that differ from those a server started with, as they are called in `nexus.config.ts` and in the
 * environment: it keeps the earlier ones until it is started again.
 */
export const settingsForRestart = (started: ServerSettings, now: ServerSettings): string[] =>
  (Object.keys(written) as (keyof ServerSettings)[]).flatMap((name) => {
    const called = written[name]
    if (called === null || isDeepStrictEqual(started[name], now[name])) return []
    return name === 'limits' ? changedLimits(started.limits, now.limits) : [called]
  })

const changedLimits = (
  started: ServerSettings['limits'],
  now: ServerSettings['limits'],
): string[] =>
  (Object.keys(now) as (keyof typeof now)[])
    .filter((name) => started[name] !== now[name])
    .map((name) => `server.limits.${name}`)

/** Variables that OpenTelemetry and Node.js read once, when the process begins. */
const readOnce = /^(?:OTEL|NODE|UV)_/

/** Names of such variables that are not what they were. */
export const variablesForRestart = (started: Environment, now: Environment): string[] =>
  [...new Set([...Object.keys(started), ...Object.keys(now)])]
    .filter((name) => readOnce.test(name) && started[name] !== now[name])
    .sort()
