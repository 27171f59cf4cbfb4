// Owns a server as a process: settings from flags and environment, signals, exit codes, start-up errors.

import { parseArgs } from 'node:util'
import { type Flags, resolveSettings, type ServerSettings } from '../config/resolve.js'
import { log, openLog } from '../observe/log.js'
import type { App } from './define-app.js'
import type { DocumentFile } from './docs/document.js'
import { describeError, StartError } from './errors.js'
import { openServer, type Server } from './server.js'

/** How a server starts; what is given here comes before flags, environment and configuration. */
export interface StartOptions extends Flags {
  /** Arguments of the command line, `--port 8080 --host ::1`; default: those of the process. */
  readonly args?: readonly string[]
  /** The API's document as JSON, where `nexus build` put it. */
  readonly document?: DocumentFile
}

/**
 * Serves an app until SIGTERM or SIGINT, then drains and ends the process with 0. What prevents the start
 * is printed with a next step, and the process ends with 1. A second signal ends it at once.
 *
 * @example
 * void start(app)
 */
export const start = async (app: App, options: StartOptions = {}): Promise<Server> => {
  process.off('uncaughtException', onLoadError)
  try {
    const flags = { ...readFlags(options.args ?? process.argv.slice(2)), ...options }
    const settings = settingsOf(app, flags)
    const server = await openServer(app, {
      settings,
      environment: process.env,
      log: openLog(app.log, settings.logLevel),
      document: options.document ?? null,
    })
    surviveStrays()
    closeOnSignals(server, settings)
    // Where there is nothing to reload, a terminal that hangs up ends the process as ever.
    if (settings.tls !== null) process.on('SIGHUP', () => server.reloadTls())
    announce(server, app)
    return server
  } catch (error) {
    printStartError(error)
    process.exit(1)
  }
}

/**
 * Until `start` is called, what is thrown is printed as what prevents the start, and the process ends with 1. Called by
 * what `nexus build` makes before the project's own modules are evaluated.
 *
 * @example
 * tellLoadErrors()
 */
export const tellLoadErrors = (): void => {
  process.on('uncaughtException', onLoadError)
}

const onLoadError = (error: unknown): void => {
  printStartError(
    error,
    'It was thrown while the modules of src/ were loaded: look at the line that the first frame of src/ names.',
  )
  process.exit(1)
}

const settingsOf = (app: App, flags: Flags): ServerSettings =>
  resolveSettings(app.config, { flags, environment: process.env, hostDefault: '0.0.0.0' })

const readFlags = (args: readonly string[]): Flags => {
  const options = { host: { type: 'string' }, port: { type: 'string' } } as const
  try {
    const { values } = parseArgs({ args: [...args], options })
    return values
  } catch (error) {
    throw new StartError(
      String(error instanceof Error ? error.message : error),
      'The flags are --port and --host.',
    )
  }
}

/** The one line of start-up: where, on which driver, and why that one. */
export const announce = (server: Server, app: App): void => {
  const { driver, url, managementUrl } = server
  log.info(
    {
      url,
      driver: driver.name,
      reason: driver.reason,
      operations: app.operationCount,
      health: `${managementUrl}/healthz`,
    },
    `${app.title} ${app.version} listens on ${placeOf(server)}`,
  )
}

// Bound to every address, it can be reached from elsewhere: the line must not read like loopback only.
const placeOf = ({ boundTo, url }: Server): string =>
  url.endsWith(`://${boundTo}`) ? url : `${boundTo} (${url})`

/** Prints an error that prevents the start: what is wrong, and what to do. */
const printStartError = (error: unknown, helpOfOthers = helpOfState): void => {
  const { message, help, stack } = describeError(error)
  if (help !== undefined) {
    process.stderr.write(`error: ${message}\n  help: ${help}\n`)
    return
  }
  const text = stack ?? message
  process.stderr.write(`error: the server did not start\n${text}\n  help: ${helpOfOthers}\n`)
}

const helpOfState = 'Look at createState in src/state.ts and what it calls: it threw this.'

/** No stray promise or callback of a handler ends the process: it is logged, and requests go on. */
export const surviveStrays = (): void => {
  process.on('unhandledRejection', (err) => log.error({ err }, 'unhandled rejection'))
  process.on('uncaughtException', (err) => log.error({ err }, 'uncaught exception'))
}

const signals = ['SIGTERM', 'SIGINT'] as const

/** Ctrl-C reaches the process from the terminal and once more from npm: that is one wish, not two. */
const signalEchoMs = 500

// Ctrl-C is a person waiting; SIGTERM comes from an orchestrator that still sends requests for a moment.
const closeOnSignals = (server: Server, settings: ServerSettings): void => {
  let since = 0
  const onSignal = (signal: (typeof signals)[number]): void => {
    if (since > 0) {
      if (performance.now() - since < signalEchoMs) return
      log.warn({ signal }, 'second signal: ending at once')
      process.exit(signal === 'SIGTERM' ? 143 : 130)
    }
    since = performance.now()
    const delayMs = signal === 'SIGTERM' ? settings.readinessDelayMs : 0
    log.info({ signal, delayMs, drainTimeoutMs: settings.drainTimeoutMs }, 'draining')
    void closeAndExit(server, delayMs)
  }
  for (const signal of signals) process.on(signal, onSignal)
}

const closeAndExit = async (server: Server, delayMs: number): Promise<void> => {
  try {
    const { aborted } = await server.close({ delayMs })
    if (aborted > 0) log.warn({ aborted }, 'requests were cut off at the deadline')
    log.info('closed')
    process.exit(0)
  } catch (err) {
    log.error({ err }, 'closing failed')
    process.exit(1)
  }
}
