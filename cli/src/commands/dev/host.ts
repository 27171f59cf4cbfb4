// Owns the child process that serves in `nexus dev`: starting it, loading bundles into it, its end.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

const stopGraceMs = 5000
const hostCode = `
import('@nexusrt/runtime/dev').then(
  (dev) => dev.runDevHost(),
  (error) => { console.error(error.message); process.exit(4) },
)`

/** An error as the host reports it. */
export interface HostError {
  readonly code?: string
  readonly message: string
  readonly help?: string
  readonly stack?: string
}

/** What became of a bundle. */
export type LoadResult =
  | { readonly kind: 'loaded'; readonly ms: number }
  | { readonly kind: 'failed'; readonly error: HostError }
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }

type HostMessage =
  | { readonly type: 'listening'; readonly url: string; readonly driver?: string }
  | { readonly type: 'loaded'; readonly generation: number; readonly ms: number }
  | { readonly type: 'failed'; readonly generation: number; readonly error: HostError | string }

/** A running host. */
export interface Host {
  readonly pid: number
  /** Loads a bundle; earlier requests keep the generation they began with. */
  load(file: string, generation: number): Promise<LoadResult>
  /** Ends the process: it drains first, and is killed when that takes too long. */
  stop(): Promise<void>
}

/** What the owner of a host is told. */
export interface HostEvents {
  readonly onListening: (url: string, driver: string) => void
  /** The process ended without being asked to. */
  readonly onCrash: (code: number | null, signal: string | null) => void
}

/** Starts the host in the project's folder, with `env` on top of this process's environment. */
export const startHost = (
  projectDir: string,
  env: Readonly<Record<string, string>>,
  events: HostEvents,
): Host => {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--input-type=module', '-e', hostCode],
    {
      cwd: projectDir,
      env: { ...process.env, NODE_ENV: 'development', ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Its own group: Ctrl-C reaches this process, which ends the host in order.
      detached: true,
    },
  )
  const waiting = new Map<number, (result: LoadResult) => void>()
  let stopping = false

  const settle = (generation: number, result: LoadResult): void => {
    waiting.get(generation)?.(result)
    waiting.delete(generation)
  }
  child.on('message', (message: HostMessage) => {
    switch (message.type) {
      case 'listening':
        return events.onListening(message.url, message.driver ?? '')
      case 'loaded':
        return settle(message.generation, { kind: 'loaded', ms: message.ms })
      case 'failed':
        return settle(message.generation, { kind: 'failed', error: asError(message.error) })
    }
  })
  child.once('exit', (code, signal) => {
    const asked = stopping || waiting.size > 0
    for (const generation of [...waiting.keys()])
      settle(generation, { kind: 'exited', code, signal })
    if (!asked) events.onCrash(code, signal)
  })

  return {
    pid: child.pid ?? 0,
    load: (file, generation) =>
      new Promise((resolve) => {
        waiting.set(generation, resolve)
        if (!child.connected)
          settle(generation, { kind: 'exited', code: child.exitCode, signal: null })
        else child.send({ type: 'load', file, generation })
      }),
    stop: () => {
      stopping = true
      return stopChild(child)
    },
  }
}

const asError = (error: HostError | string): HostError =>
  typeof error === 'string' ? { message: error } : error

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs)
  await ended
  clearTimeout(killer)
}
