// Owns what a server of a test waits for longer than one in production.

import type { ServerSettings } from '../config/resolve.js'
import type { NexusConfig } from '../config/settings.js'

/** Longer than any test. */
const idleMs = 60 * 60 * 1000

/**
 * Client and server of a test are one process, which may stall for seconds. `fetch` keeps a connection for 4 s, a server
 * for 5: after a stall a request could meet the close of the connection that it is sent on (ECONNRESET). A time that the
 * project itself sets stays.
 */
export const patient = (settings: ServerSettings, config: NexusConfig): ServerSettings =>
  config.server?.limits?.keepAliveTimeoutMs === undefined
    ? { ...settings, limits: { ...settings.limits, keepAliveTimeoutMs: idleMs } }
    : settings
