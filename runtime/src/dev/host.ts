// Owns the development host: a process with one server that lives on while apps are swapped in it. Watching,
// compiling and bundling are the parent's (`nexus dev`).

import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { App } from '../app/define-app.js'
import { describeError } from '../app/errors.js'
import { openServer, type Server } from '../app/server.js'
import { announce, surviveStrays } from '../app/start.js'
import { resolveSettings, type ServerSettings } from '../config/resolve.js'
import { log } from '../observe/log.js'
import { evaluateBundle } from './evaluate.js'
import { type HostMessage, isLoadMessage, type LoadMessage } from './messages.js'
import { mapStackTraces } from './stack.js'

/**
 * Serves what the parent process sends, until it disconnects or a signal comes. Reads PORT, HOST and the
 * other variables of a server; HOST defaults to loopback.
 */
export const runDevHost = (): void => {
  mapStackTraces()
  surviveStrays()
  const host = new DevHost(createRequire(join(process.cwd(), 'package.json')))
  process.on('message', (message) => {
    if (isLoadMessage(message)) host.enqueue(message)
  })
  for (const event of ['disconnect', 'SIGTERM', 'SIGINT'] as const) {
    process.once(event, () => void host.close())
  }
}

class DevHost {
  #server: Server | null = null
  #last: Promise<void> = Promise.resolve()

  constructor(readonly require: NodeJS.Require) {}

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
    try {
      for (const [name, value] of Object.entries(environment)) {
        if (value === null) delete process.env[name]
        else process.env[name] = value
      }
      const app = evaluateBundle(file, this.require)
      if (this.#server === null) await this.#open(app)
      else await this.#server.install(app)
      const ms = Math.round(performance.now() - began)
      await tell({ type: 'loaded', generation, ms })
    } catch (error) {
      await tell({ type: 'failed', generation, error: describeError(error) })
    }
  }

  async #open(app: App): Promise<void> {
    const settings = devSettings(app)
    log.level = settings.logLevel
    this.#server = await openServer(app, {
      settings,
      environment: process.env,
      log,
      document: join(process.cwd(), documentFile),
    })
    announce(this.#server, app)
    const { url, driver } = this.#server
    await tell({ type: 'listening', url, driver: driver.name })
  }
}

const devDefaults = { hostDefault: '127.0.0.1', docsDefault: 'page' } as const

/** Where `nexus dev` puts the API's document. */
const documentFile = '.nexus/dev/openapi.json'

const devSettings = (app: App): ServerSettings =>
  resolveSettings(app.config, { flags: {}, environment: process.env, ...devDefaults })

// Resolves when it is sent: an exit right after it must not lose it.
const tell = (message: HostMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve()
    else process.send(message, () => resolve())
  })
