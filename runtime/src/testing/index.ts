// Owns the public entry `@nexusrt/runtime/testing`: a real server of an app for the length of a test.

import type { App } from '../app/define-app.js'
import { openServer, type Server } from '../app/server.js'
import { type Environment, resolveSettings } from '../config/resolve.js'

export { type TestIssuer, type TestToken, testIssuer } from '../security/test-issuer.js'

import { createLog, type Log, lendLog } from '../observe/log.js'
import { patient } from './patience.js'
import { checkAnswersOf, leaveAnswersOf } from './wrong-answers.js'

/** How `startApp` starts a server: its variables, and where it logs. */
export interface StartAppOptions {
  /** Variables on top of the process's. */
  readonly environment?: Environment
  /**
   * Where log lines go until the server is closed, those of handlers and of `logger()` too; default: nowhere. Of servers
   * that are open at the same time, `log` of handlers is that of the newest.
   */
  readonly log?: Log
  /**
   * Whether answers of a generated app are held against their schemas, as in `nexus dev`; default true, unless the
   * project's `schemas.checkAnswers` is `'never'`. Of servers of one app, the newest decides.
   */
  readonly checkAnswers?: boolean
}

/** A server that a test talks to. */
export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  readonly server: Server
  /**
   * Answers that did not fit their schema: which, where and why. The client got a 500. `close()` rejects while there are
   * any; a test that wants one takes it out.
   */
  readonly wrongAnswers: string[]
  /** `fetch` of a path of this server; it does not follow redirects. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /**
   * Drains and disposes; requests in flight are answered first.
   * @throws {Error} that lists `wrongAnswers`, once everything is closed.
   */
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
  const wrongAnswers: string[] = []
  if (options.checkAnswers === false) leaveAnswersOf(app)
  else await checkAnswersOf(app, wrongAnswers)
  const log = options.log ?? createLog('silent')
  const giveBack = lendLog(log)
  const server = await openServer(app, { settings, environment, log }).catch((error: unknown) => {
    giveBack()
    throw error
  })
  return {
    url: server.url,
    server,
    wrongAnswers,
    fetch: (path, init) => fetch(server.url + path, { redirect: 'manual', ...init }),
    close: async () => {
      await server.close({ delayMs: 0 }).finally(giveBack)
      refuseWrong(wrongAnswers)
    },
  }
}

const refuseWrong = (wrong: readonly string[]): void => {
  if (wrong.length === 0) return
  const list = [...new Set(wrong)].map((each) => `\n  ${each}`).join('')
  throw new Error(`Answers did not fit their schemas, and were sent as 500:${list}`)
}
