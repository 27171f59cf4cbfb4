// Owns the child process that serves in `nexus dev` once it runs: loading bundles into it, hearing of it, its end.

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

const stopGraceMs = 5000

/** An error as the host reports it: `LoadFailure` of the runtime's dev/messages.ts. */
export interface LoadFailure {
  readonly code?: string
  readonly message: string
  readonly help?: string
  readonly stack?: string
}

/** What became of a bundle; after `ended` there is no process any more, for the reason given. */
export type LoadResult =
  | { readonly kind: 'loaded'; readonly ms: number; readonly late: readonly string[] }
  | { readonly kind: 'failed'; readonly error: LoadFailure }
  | { readonly kind: 'ended'; readonly why: string }

/** What the runtime's dev/messages.ts calls HostMessage; the compiler never imports the runtime. */
type HostMessage =
  | {
      readonly type: 'listening'
      readonly url: string
      readonly driver: string
      /** A runtime of an earlier version does not tell. */
      readonly docs?: string | null
    }
  | {
      readonly type: 'loaded'
      readonly generation: number
      readonly ms: number
      /** A runtime of an earlier version does not tell. */
      readonly late?: readonly string[]
    }
  | { readonly type: 'failed'; readonly generation: number; readonly error: LoadFailure }
  | { readonly type: 'held'; readonly generation: number }

/** Variables by name; null: it is there no more. */
export type EnvironmentChanges = Readonly<Record<string, string | null>>

/** A running host. */
export interface Host {
  readonly pid: number
  /** Loads a bundle, variables set first; earlier requests keep the generation they began with. */
  load(file: string, generation: number, environment?: EnvironmentChanges): Promise<LoadResult>
  /** Ends the process: it drains first, and is killed when that takes too long. */
  stop(): Promise<void>
}

/** Where a host listens. */
export interface Listening {
  readonly url: string
  readonly driver: string
  /** The page of the API; null where none is served. */
  readonly docs: string | null
}

/** What the owner of a host is told. */
export interface HostEvents {
  readonly onListening: (listening: Listening) => void
  /** Streams or slow requests of a replaced generation are still open. */
  readonly onHeld: (generation: number) => void
  /** The process ended without being asked to, and while nothing was loading. */
  readonly onCrash: (why: string) => void
}

/** The host of a child process that speaks the protocol. */
export class HostProcess implements Host {
  readonly #child: ChildProcess
  readonly #events: HostEvents
  readonly #loadTimeoutMs: number
  readonly #waiting = new Map<number, (result: LoadResult) => void>()
  #isStopping = false

  constructor(child: ChildProcess, events: HostEvents, timeoutMs: number) {
    this.#child = child
    this.#events = events
    this.#loadTimeoutMs = timeoutMs
    child.on('message', (message: HostMessage) => this.#hear(message))
    child.on('error', (error) => {
      child.kill('SIGKILL')
      this.#ended(`the server process failed: ${error.message}`)
    })
    child.once('exit', (code, signal) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`
      this.#ended(`the server process ended ${how}`)
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  load(
    file: string,
    generation: number,
    environment: EnvironmentChanges = {},
  ): Promise<LoadResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#abandon(), this.#loadTimeoutMs)
      this.#waiting.set(generation, (result) => {
        clearTimeout(timer)
        resolve(result)
      })
      if (this.#child.connected) this.#child.send({ type: 'load', file, generation, environment })
      else this.#ended('the server process is gone')
    })
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    const child = this.#child
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const killer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs)
    await ended
    clearTimeout(killer)
  }

  #hear(message: HostMessage): void {
    switch (message.type) {
      case 'listening':
        this.#events.onListening({ docs: null, ...message })
        return
      case 'loaded':
        this.#settle(message.generation, {
          kind: 'loaded',
          ms: message.ms,
          late: message.late ?? [],
        })
        return
      case 'failed':
        this.#settle(message.generation, { kind: 'failed', error: message.error })
        return
      case 'held':
        this.#events.onHeld(message.generation)
    }
  }

  #settle(generation: number, result: LoadResult): void {
    this.#waiting.get(generation)?.(result)
    this.#waiting.delete(generation)
  }

  /** The host loads one bundle after another: one that never ends would hold up all that follow. */
  #abandon(): void {
    this.#child.kill('SIGKILL')
    const seconds = this.#loadTimeoutMs / 1000
    this.#ended(`the new code did not load within ${seconds} s, so the server process was ended`)
  }

  #ended(why: string): void {
    const isTold = this.#isStopping || this.#waiting.size > 0
    this.#isStopping = true
    for (const generation of [...this.#waiting.keys()])
      this.#settle(generation, { kind: 'ended', why })
    if (!isTold) this.#events.onCrash(why)
  }
}
