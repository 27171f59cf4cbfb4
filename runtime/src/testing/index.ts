// Owns the public entry `@nexusrt/runtime/testing`: a real server of an app for the length of a test.

import type { App } from '../app/define-app.js'
import { openServer, type Server } from '../app/server.js'
import { type Environment, resolveSettings } from '../config/resolve.js'

export { type TestIssuer, type TestToken, testIssuer } from '../security/test-issuer.js'

import { createLog, type Log, lendLog } from '../observe/log.js'
import { patient } from './patience.js'

/** How `startApp` starts a server: its variables, and where it logs. */
export interface StartAppOptions {
  /** Variables on top of the process's. */
  readonly environment?: Environment
  /**
   * Where log lines go until the server is closed, those of handlers and of `logger()` too; default: nowhere. Of servers
   * that are open at the same time, `log` of handlers is that of the newest.
   */
  readonly log?: Log
}

/** A server that a test talks to. */
export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  readonly server: Server
  /** `fetch` of a path of this server; it does not follow redirects. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Drains and disposes; requests in flight are answered first. */
  close(): Promise<void>
}

/** Tests run side by side: a port that a project's variables name could be taken by one of them only. */
const managementPort = ({ MANAGEMENT_PORT }: Environment): Environment =>
  MANAGEMENT_PORT === undefined ? {} : { MANAGEMENT_PORT: '0' }

/**
 * Starts an app on a free port of the loopback interface, as a process would, engine and all.
 *
 * @example
 * const server = await startApp(app)
 * const response = await server.fetch('/pets/7')
 * await server.close()
 */
export const startApp = async (app: App, options: StartAppOptions = {}): Promise<TestServer> => {
  const environment = { ...process.env, ...managementPort(process.env), ...options.environment }
  const flags = { host: '127.0.0.1', port: 0 }
  const resolved = resolveSettings(app.config, { flags, environment, hostDefault: '127.0.0.1' })
  const settings = patient(resolved, app.config)
  const log = options.log ?? createLog('silent')
  const giveBack = lendLog(log)
  const server = await openServer(app, { settings, environment, log }).catch((error: unknown) => {
    giveBack()
    throw error
  })
  return {
    url: server.url,
    server,
    fetch: (path, init) => fetch(server.url + path, { redirect: 'manual', ...init }),
    close: async () => {
      await server.close({ delayMs: 0 }).finally(giveBack)
    },
  }
}
