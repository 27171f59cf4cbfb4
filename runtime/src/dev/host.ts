// Owns the development host: a process with one server that lives on while apps are swapped in it. Watching,
// compiling and bundling are the parent's (`nexus dev`).

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { App } from '../app/define-app.js'
import { describeError, type ErrorDescription } from '../app/errors.js'
import { openServer, type Server } from '../app/server.js'
import { announce, surviveStrays } from '../app/start.js'
import { type Environment, resolveSettings, type ServerSettings } from '../config/resolve.js'
import { settingsForRestart, variablesForRestart } from '../config/restart.js'
import { log, openLog, shapeLines } from '../observe/log.js'
import { evaluateBundle } from './evaluate.js'
import { type HostMessage, isLoadMessage, type LoadMessage } from './messages.js'
import { type LogForm, shownLine } from './shown-line.js'
import { mapStackTraces } from './stack.js'

/**
 * Serves what the parent process sends, until it disconnects or a signal comes. Reads PORT, HOST and the
 * other variables of a server; HOST defaults to loopback. Where the log is for a terminal, the parent says that it listens.
 *
 * @example runDevHost({ log: 'coloured' })
 */
export const runDevHost = ({ log: form = 'json' }: { readonly log?: LogForm } = {}): void => {
  mapStackTraces()
  surviveStrays()
  if (form !== 'json') shapeLines((line) => shownLine(line, form))
  const host = new DevHost(createRequire(join(process.cwd(), 'package.json')), form)
  process.on('message', (message) => {
    if (isLoadMessage(message)) host.enqueue(message)
  })
  for (const event of ['disconnect', 'SIGTERM', 'SIGINT'] as const) {
    process.once(event, () => void host.close())
  }
}

/** A generation that still answers so long after it was replaced has an open stream, or a slow handler. */
const heldAfterMs = 1000

/** What the server began with. */
interface Started {
  readonly settings: ServerSettings
  readonly environment: Environment
}

class DevHost {
  #server: Server | null = null
  #started: Started | null = null
  #last: Promise<void> = Promise.resolve()
  #serving = 0

  constructor(
    readonly require: NodeJS.Require,
    readonly logForm: LogForm,
  ) {}

  /** Loads one after the other, in the order they were asked for. */
  enqueue(message: LoadMessage): void {
    this.#last = this.#last.then(() => this.#load(message))
  }

  async close(): Promise<void> {
    await this.#last
    await this.#server?.close({ delayMs: 0 }).catch((err) => log.error({ err }, 'closing failed'))
    process.exit(0)
  }

  async #load({ file, generation, environment = {} }: LoadMessage): Promise<void> {
    const began = performance.now()
    let isEvaluated = false
    try {
      for (const [name, value] of Object.entries(environment)) {
        if (value === null) delete process.env[name]
        else process.env[name] = value
      }
      const app = evaluateBundle(file, this.require)
      const settings = devSettings(app)
      isEvaluated = true
      if (this.#server === null) await this.#open(app, settings, dirname(file))
      else {
        log.level = settings.logLevel
        const { replacedDisposed } = await this.#server.install(app)
        this.#tellHeld(this.#serving, replacedDisposed)
      }
      this.#serving = generation
      const ms = Math.round(performance.now() - began)
      await tell({ type: 'loaded', generation, ms, late: this.#late(settings) })
    } catch (error) {
      await tell({
        type: 'failed',
        generation,
        error: isEvaluated ? ofStart(error) : describeError(error),
      })
    }
  }

  /** Its state lives on with it: whoever looks at a stream after an edit should know. */
  #tellHeld(generation: number, disposed: Promise<void>): void {
    const timer = setTimeout(() => void tell({ type: 'held', generation }), heldAfterMs)
    void disposed.finally(() => clearTimeout(timer))
  }

  /** What the server that runs was not told: it started with something else. */
  #late(now: ServerSettings): string[] {
    if (this.#started === null) return []
    const { settings, environment } = this.#started
    return [...settingsForRestart(settings, now), ...variablesForRestart(environment, process.env)]
  }

  async #open(app: App, settings: ServerSettings, folder: string): Promise<void> {
    this.#server = await openServer(app, {
      settings,
      environment: process.env,
      log: openLog(app.log, settings.logLevel),
      document: join(folder, documentFile),
    })
    this.#started = { settings, environment: { ...process.env } }
    if (this.logForm === 'json') announce(this.#server, app)
    const { url, driver, docsUrl } = this.#server
    await tell({ type: 'listening', url, driver: driver.name, docs: docsUrl })
  }
}

/**
 * What comes without advice once the code is loaded is thrown by the app's own `createState`; what the system calls that
 * ("connection refused") is not said of our listener.
 */
const ofStart = (error: unknown): ErrorDescription => {
  const { code: _, ...described } = describeError(error)
  return described.help === undefined ? { ...described, help: helpOfState } : describeError(error)
}

const helpOfState =
  'createState in src/state.ts, or what it calls, threw this. Where nothing is wrong with the code (a database that is not up yet), save any file of src/ to try again.'

const devDefaults = { hostDefault: '127.0.0.1', docsDefault: 'page' } as const

/** What `nexus dev` calls the API's document, beside its bundles. */
const documentFile = 'openapi.json'

const devSettings = (app: App): ServerSettings =>
  resolveSettings(app.config, { flags: {}, environment: process.env, ...devDefaults })

// Resolves when it is sent: an exit right after it must not lose it.
const tell = (message: HostMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve()
    else process.send(message, () => resolve())
  })
