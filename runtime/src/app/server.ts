// Owns a server's life: engine, generations of an app on it, management endpoints, draining. Not the
// process: signals, exit codes and the words of start-up errors are in start.ts.

import type { Environment, ServerSettings } from '../config/resolve.js'
import type { AnswerRules, Engine, EngineEvent, EngineRoute } from '../native/engine.js'
import type { Log } from '../observe/log.js'
import { endpoints, managementRoutes, type Phase, placeEndpoints } from '../observe/management.js'
import { listenForManagement, type ManagementListener } from '../observe/management-listener.js'
import { createExposition, engineFamilies } from '../observe/metrics.js'
import { startTracing, stopTracing } from '../observe/tracing.js'
import { adoptSockets, closeSockets } from '../realtime/websocket/live-sockets.js'
import { chainFamilies } from '../web3/chain-metrics.js'
import { unsetWarning } from './contract-settings.js'
import type { App } from './define-app.js'
import { type DocumentFile, readDocument } from './docs/document.js'
import { docsRoutes } from './docs/routes.js'
import { StartError } from './errors.js'
import { createGeneration, type Generation } from './generation.js'
import { listenError } from './listen-error.js'
import { loadEngine } from './load-engine.js'
import { openTls, type ServerTls } from './server-tls.js'

export interface ServerOptions {
  readonly settings: ServerSettings
  readonly environment: Environment
  readonly log: Log
  /** The API's document as JSON, for /openapi.json and /docs; without it they are not there. */
  readonly document?: DocumentFile | null
}

/** A server that answers. */
export interface Server {
  readonly url: string
  /** What it is bound to: `0.0.0.0:3000`, which `url` replaces by the loopback address. */
  readonly boundTo: string
  readonly port: number
  /** Of the management listener; null when the endpoints answer on the main port. */
  readonly managementPort: number | null
  /** `/healthz`, `/readyz` and `/metrics` are under it. */
  readonly managementUrl: string
  /** The page of the API; null where none is served. */
  readonly docsUrl: string | null
  readonly driver: Engine['driver']
  phase(): Phase
  /** Reads certificates and keys again, as on SIGHUP; without TLS it does nothing. */
  reloadTls(): void
  /**
   * Builds another generation and swaps it in; requests begun earlier keep theirs, and its state is
   * disposed after the last of them. Throws, and keeps the present one, when it cannot be built.
   */
  install(app: App): Promise<{ readonly replacedDisposed: Promise<void> }>
  /** Readiness 503, `delayMs` of grace, drain, dispose, flush. Later calls wait for the first. */
  close(options: { readonly delayMs: number }): Promise<{ readonly aborted: number }>
}

/**
 * Starts serving an app.
 *
 * @throws {StartError} with a next step, or what the app's `createState` throws.
 */
export const openServer = async (app: App, options: ServerOptions): Promise<Server> => {
  const { settings, environment, log } = options
  const service = { serviceName: app.title, serviceVersion: app.version, environment }
  await startTracing(service, (fields, message) => log.warn(fields, message))
  const { io, loop, limits } = settings
  const engine = await loadEngine({
    io,
    loop,
    limits,
    onEvent: (event) => report(event, log),
    http2: settings.http2 === 'on',
  })
  if (engine.driver.http2Missing !== '') {
    log.warn({ reason: engine.driver.http2Missing }, 'HTTP/2 is not spoken')
  }
  const running = new RunningServer(engine, options)
  try {
    await running.install(app)
    await running.listen()
    return running
  } catch (error) {
    await running.close({ delayMs: 0 })
    throw error
  }
}

class RunningServer implements Server {
  #phase: Phase = 'starting'
  #generation: Generation | null = null
  #management: ManagementListener | null = null
  #closing: Promise<{ aborted: number }> | null = null
  #prefix = ''
  #hasPage = false
  #tls: ServerTls | null = null
  readonly #disposals = new Set<Promise<void>>()
  readonly #warnOfUnset = unsetWarning()
  readonly #endpoints
  url = ''
  boundTo = ''
  port = 0

  constructor(
    readonly engine: Engine,
    readonly options: ServerOptions,
  ) {
    this.#endpoints = endpoints({
      phase: () => this.#phase,
      driver: engine.driver,
      chains: () => this.#generation?.chains() ?? [],
      scrape: createExposition(() => [
        ...engineFamilies(engine.metrics()),
        ...chainFamilies(this.#generation?.chains() ?? []),
      ]),
    })
  }

  get driver(): Engine['driver'] {
    return this.engine.driver
  }

  get managementPort(): number | null {
    return this.#management?.port ?? null
  }

  get managementUrl(): string {
    if (this.#management === null) return this.url + this.#prefix
    const { hostname } = new URL(this.url)
    return `http://${hostname}:${this.#management.port}`
  }

  get docsUrl(): string | null {
    return this.#hasPage ? `${this.url}/docs` : null
  }

  phase(): Phase {
    return this.#phase
  }

  reloadTls(): void {
    this.#tls?.reload()
  }

  async install(app: App): Promise<{ replacedDisposed: Promise<void> }> {
    const { environment, log } = this.options
    for (const handler of app.handlers) handler.prepare?.()
    const own = [...this.#placeEndpoints(app), ...(await this.#docs(app))]
    const next = await createGeneration(app, environment, log, this.#warnOfUnset)
    const beside = own.map((route) => withRules(route, next.beside))
    let drained: Promise<void>
    try {
      drained = this.engine.install(
        [...next.routes, ...beside],
        next.unrouted,
        next.told,
      ).replacedDrained
    } catch (error) {
      await next.dispose()
      throw error
    }
    const replaced = this.#generation
    this.#generation = next
    adoptSockets(this.options.settings.limits, next.sockets)
    return { replacedDisposed: this.#disposeLater(replaced, drained) }
  }

  async listen(): Promise<void> {
    const { host, port, managementPort } = this.options.settings
    if (managementPort !== null) {
      const at = { host, port: managementPort }
      const failed = listenError(at, 'MANAGEMENT_PORT')
      this.#management = await listenForManagement(this.#endpoints, at).catch(failed)
    }
    const { settings, log } = this.options
    if (settings.tls !== null) this.#tls = openTls(this.engine, settings.tls, settings.http2, log)
    const listening = await this.engine
      .listen({ host, port, tls: this.#tls?.context ?? null })
      .catch(listenError({ host, port }, 'PORT'))
    this.port = listening.port
    this.url = `${this.#tls === null ? 'http' : 'https'}://${urlHost(listening.host)}:${listening.port}`
    this.boundTo = `${bracketed(listening.host)}:${listening.port}`
    this.#phase = 'ready'
  }

  close({ delayMs }: { delayMs: number }): Promise<{ aborted: number }> {
    this.#closing ??= this.#keepAlive(this.#drain(delayMs))
    return this.#closing
  }

  // A server that drains must finish even when nothing else keeps the process's loop alive.
  async #keepAlive<T>(work: Promise<T>): Promise<T> {
    const timer = setInterval(() => {}, 60_000)
    try {
      return await work
    } finally {
      clearInterval(timer)
    }
  }

  async #drain(delayMs: number): Promise<{ aborted: number }> {
    const { settings } = this.options
    const served = this.#phase === 'ready'
    this.#phase = 'draining'
    this.engine.announceEnd()
    this.#tls?.stop()
    if (served && delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    closeSockets(settings.limits)
    const result = await this.engine.shutdown({ deadlineMs: settings.drainTimeoutMs })
    await this.#generation?.dispose()
    this.#generation = null
    await Promise.all(this.#disposals)
    await flushTracing(this.options.log)
    await this.#management?.close()
    return result
  }

  // The document is read again with each generation: in development it changes with the app.
  async #docs(app: App): Promise<readonly EngineRoute[]> {
    const { settings, log, document } = this.options
    const apiPaths = app.handlers.map(({ operation }) => operation.path)
    const routes = await docsRoutes({
      document: readDocument(document ?? null),
      docs: settings.docs,
      apiPaths,
      log,
    })
    this.#hasPage = routes.some(({ path }) => path === '/docs')
    return routes
  }

  #placeEndpoints(app: App) {
    if (this.options.settings.managementPort !== null) return []
    const placement = placeEndpoints(app.handlers.map(({ operation }) => operation.path))
    if (placement === null) {
      throw new StartError(
        "The API's paths cover /healthz, /readyz or /metrics, and /-/healthz too.",
        'Set MANAGEMENT_PORT: health, readiness and metrics then get a listener of their own.',
      )
    }
    const { prefix, claimedBy } = placement
    if (claimedBy !== null) {
      this.options.log.warn(
        { path: claimedBy, health: `${prefix}/healthz`, metrics: `${prefix}/metrics` },
        'a path of the API claims a management path, so these moved; or set MANAGEMENT_PORT',
      )
    }
    this.#prefix = prefix
    return managementRoutes(this.#endpoints, prefix)
  }

  #disposeLater(replaced: Generation | null, drained: Promise<void>): Promise<void> {
    if (replaced === null) return Promise.resolve()
    const disposal = drained.then(() => replaced.dispose())
    this.#disposals.add(disposal)
    return disposal.finally(() => this.#disposals.delete(disposal))
  }
}

const withRules = (route: EngineRoute, rules: AnswerRules | undefined): EngineRoute =>
  rules === undefined ? route : { ...route, rules }

// A wildcard address is no place to go to: a client on this machine reaches it by loopback.
const urlHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return bracketed(host)
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const flushTimeoutMs = 3000

const flushTracing = async (log: Log): Promise<void> => {
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, flushTimeoutMs).unref())
  const stopped = stopTracing().catch((err) => log.warn({ err }, 'traces could not be exported'))
  await Promise.race([stopped, timeout])
}

const report = (event: EngineEvent, log: Log): void => {
  switch (event.kind) {
    case 'handler-failed':
      log.error({ method: event.method, route: event.route, err: event.error }, 'handler failed')
      return
    case 'handler-timeout':
      log.error({ method: event.method, route: event.route }, 'handler did not answer in time: 504')
      return
    case 'accept-failed':
      log.warn(
        { code: event.code },
        'no connection could be accepted; those that wait are tried again',
      )
      return
    case 'answer-dropped':
      log.debug({ route: event.route, reason: event.reason }, 'answer dropped')
      return
    case 'request-refused':
      log.debug({ status: event.status, code: event.code }, 'request refused')
      return
    case 'events-dropped':
      log.warn({ count: event.count }, 'more happened at once than is logged line by line')
  }
}
