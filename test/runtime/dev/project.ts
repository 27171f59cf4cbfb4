// Owns a project folder with bundles for the development host, and the host as a child process.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const modules = new URL('../../../node_modules', import.meta.url).pathname

/** An app as esbuild would bundle it; `extra` is code beside the handlers. */
export const bundle = (generation: number, extra = ''): string => `
const { defineApp, operation } = require('@nexusrt/runtime')
const none = { method: 'GET', tag: 't', params: [], body: null, security: [], read: () => {} }
const json = { contentType: 'application/json', write: (value) => JSON.stringify(value) }
const make = (id, handle) => {
  const op = operation({ ...none, id, path: '/' + id, replies: { 200: json } })
  return op.handler((context) => handle(context, op))
}
${extra}
module.exports.default = defineApp({
  config: {},
  handlers: [
    make('which', (_, op) => op.reply(200, ${generation})),
    make('slow', async ({ state }, op) => {
      // Until the test says so, or the parent is gone.
      await new Promise((resolve) => {
        (globalThis.held ??= []).push(resolve)
        process.once('disconnect', () => setTimeout(resolve, 50))
      })
      return op.reply(200, { generation: ${generation}, disposed: state.disposed })
    }),
    make('held', (_, op) => op.reply(200, (globalThis.held ?? []).length)),
    make('release', (_, op) => {
      for (const finish of globalThis.held) finish()
      return op.reply(200, true)
    }),
    make('throws', () => { throw new Error('from generation ${generation}') }),
    make('heap', (_, op) => {
      for (let i = 0; i < 4; i++) globalThis.gc()
      return op.reply(200, process.memoryUsage().heapUsed)
    }),
    make('lazy', async (_, op) => op.reply(200, typeof (await import('node:dns')).lookup)),
  ],
  createState: typeof createState === 'undefined' ? () => ({ disposed: false, ballast: new Array(250_000).fill(${generation}) }) : createState,
  disposeState: (state) => { state.disposed = true },
})
`

export interface Told {
  readonly type: 'listening' | 'loaded' | 'failed'
  readonly url?: string
  readonly generation?: number
  readonly late?: readonly string[]
  readonly error?: { code?: string; message: string; help?: string; stack?: string }
}

/** A development host whose parent is the test. */
export class HostProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'nexus-dev-'))
  readonly child: ChildProcess
  readonly ended: Promise<number | string>
  output = ''
  url = ''

  constructor(environment: Record<string, string> = {}, options = '') {
    symlinkSync(modules, join(this.folder, 'node_modules'))
    writeFileSync(join(this.folder, 'package.json'), '{"type":"module"}')
    const code = `import('@nexusrt/runtime/dev').then((dev) => dev.runDevHost(${options}))`
    this.child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], {
      cwd: this.folder,
      env: { ...process.env, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += chunk
      })
    }
    this.ended = once(this.child, 'exit').then(([code, signal]) => code ?? signal)
  }

  /** Resolves with how the load ended: `loaded` or `failed`. */
  async load(generation: number, source = bundle(generation), map?: object): Promise<Told> {
    const file = join(this.folder, `bundle-${generation}.cjs`)
    writeFileSync(file, source)
    if (map) writeFileSync(`${file}.map`, JSON.stringify(map))
    const told = new Promise<Told>((resolve, reject) => {
      const listen = (message: Told): void => {
        if (message.type === 'listening') this.url = message.url ?? ''
        else if (message.generation === generation) {
          this.child.off('message', listen)
          resolve(message)
        }
      }
      this.child.on('message', listen)
      void this.ended.then((code) => reject(new Error(`host ended with ${code}: ${this.output}`)))
    })
    this.child.send({ type: 'load', file, generation })
    return told
  }

  /** Resolves with the next message of a type. */
  told(type: string): Promise<Told> {
    return new Promise((resolve) => {
      const listen = (message: Told): void => {
        if (message.type !== type) return
        this.child.off('message', listen)
        resolve(message)
      }
      this.child.on('message', listen)
    })
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(this.url + path)).json()
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}
