// Owns making an engine: loads the addon, shares memory with it, and gives its calls their promises.

import { isIP } from 'node:net'
import { loadAddon, type NativeEngine } from '@nexusrt/native'
import { codings } from '../body/decoding.js'
import { Dispatcher, type EngineNotices } from './dispatcher.js'
import type {
  AnswerRules,
  Engine,
  EngineEvent,
  EngineMetrics,
  EngineOptions,
  EngineRoute,
  Listening,
  ListenOptions,
  ToldProblems,
} from './engine.js'
import { EngineError, engineError } from './engine-error.js'
import { EventQueue } from './event-queue.js'
import { allocateMemory } from './memory.js'
import { TlsContext, type TlsMaterial } from './tls.js'

/**
 * Makes an engine for this thread. It serves nothing before `install` and `listen`.
 *
 * @throws {NativeLoadError} when there is no binary for this platform.
 * @throws {EngineError} `ENODRIVER` when the wanted driver cannot be opened.
 *
 * @example
 * const engine = createEngine({ io: 'auto', loop: 'wake', limits, onEvent: console.error })
 * engine.install(routes)
 * const { port } = await engine.listen({ host: '127.0.0.1', port: 0 })
 */
export const createEngine = (options: EngineOptions): Engine => new NativeBackedEngine(options)

const noRules: AnswerRules = { fixed: [], cors: null }

class NativeBackedEngine implements Engine, EngineNotices {
  readonly driver: Engine['driver']
  readonly #native: NativeEngine
  readonly #dispatcher: Dispatcher
  readonly #events: EventQueue
  readonly #drains = new Map<number, () => void>()
  /** How problems are told by the routes that are installed. */
  #format: Parameters<NativeEngine['tellProblemsAs']>[0] = { mediaType: '', texts: [], bodies: [] }
  #current = 0
  #stopping: Promise<{ aborted: number }> | null = null
  #stopped: (result: { aborted: number }) => void = () => {}
  #lastMetrics: EngineMetrics | null = null

  constructor({ io, loop, limits, onEvent, http2 = false }: EngineOptions) {
    const { Engine: Native } = loadAddon()
    const memory = allocateMemory(limits)
    this.#events = new EventQueue(onEvent)
    this.#native = attempt('opening the engine', () => {
      // The dispatcher exists before the first batch, not before the engine.
      const call = (count: number): void => this.#dispatcher.dispatch(count)
      const given = { io, loop, limits, http2, bodyCodings: codings, memory: memory.areas }
      return new Native(given, call)
    })
    this.#dispatcher = new Dispatcher(memory, this.#native, this, limits)
    const { name, ...others } = this.#native.driver()
    this.driver = { name: driverName(name), ...others }
  }

  async listen({ host, port, tls }: ListenOptions): Promise<Listening> {
    const address = isIP(host) === 0 ? (await resolve(host)).address : host
    const doing = `listening on ${host}:${port}`
    return {
      host: address,
      port: attempt(doing, () => this.#native.listen(address, port, tls?.id ?? -1)),
    }
  }

  tls(material: TlsMaterial): TlsContext {
    return new TlsContext(this.#native, material)
  }

  install(
    routes: readonly EngineRoute[],
    unrouted: AnswerRules = noRules,
    told: ToldProblems | null = null,
  ): { readonly replacedDrained: Promise<void> } {
    const replaced = this.#current
    const texts = told === null ? [] : this.#native.problemTexts(routes)
    const bodies = told === null ? [] : texts.map((text) => told.write(text))
    const format = { mediaType: told?.mediaType ?? '', texts, bodies }
    attempt('installing routes', () => this.#native.tellProblemsAs(format))
    const id = attempt('installing routes', () => this.#installOr(routes, unrouted))
    this.#format = format
    this.#dispatcher.addGeneration(id, routes.map(withoutFixed))
    this.#current = id
    if (replaced === 0) return { replacedDrained: Promise.resolve() }
    return { replacedDrained: new Promise((done) => this.#drains.set(replaced, done)) }
  }

  #installOr(routes: readonly EngineRoute[], unrouted: AnswerRules): number {
    try {
      return this.#native.install(routes, unrouted)
    } catch (error) {
      this.#native.tellProblemsAs(this.#format)
      throw error
    }
  }

  metrics(): EngineMetrics {
    return this.#lastMetrics ?? this.#native.metrics()
  }

  announceEnd(): void {
    if (this.#stopping === null) this.#native.announceEnd()
  }

  shutdown({ deadlineMs }: { deadlineMs: number }): Promise<{ readonly aborted: number }> {
    this.#stopping ??= new Promise((done) => {
      this.#stopped = done
      this.#native.shutdown(deadlineMs)
      this.#dispatcher.live.announceEnd()
    })
    return this.#stopping
  }

  drained(generation: number): void {
    this.#dispatcher.dropGeneration(generation)
    this.#drains.get(generation)?.()
    this.#drains.delete(generation)
  }

  stopped(aborted: number): void {
    this.#lastMetrics = this.#native.metrics()
    for (const done of this.#drains.values()) done()
    this.#drains.clear()
    this.#stopped({ aborted })
  }

  report(event: EngineEvent): void {
    this.#events.add(event)
  }
}

// Native code has its own copy of the bytes, which may be many.
const withoutFixed = (route: EngineRoute): EngineRoute => {
  if (route.fixed === undefined) return route
  const { fixed: _, ...rest } = route
  return rest
}

const driverName = (name: string): Engine['driver']['name'] => {
  if (name === 'io_uring' || name === 'epoll') return name
  const message = `The addon runs on a driver that this runtime does not know: ${name}.`
  throw new EngineError('ENODRIVER', message, 'Install the addon and the runtime in one version.')
}

const resolve = async (host: string): Promise<{ address: string }> => {
  const { lookup } = await import('node:dns/promises')
  return lookup(host).catch((cause) => {
    const message = `The host ${host} has no address.`
    throw new EngineError('ENOTFOUND', message, 'Correct HOST.', { cause })
  })
}

const attempt = <T>(doing: string, call: () => T): T => {
  try {
    return call()
  } catch (error) {
    throw engineError(error, doing)
  }
}
