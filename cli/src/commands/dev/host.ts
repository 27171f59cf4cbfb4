// Owns starting the child process that serves in `nexus dev`: its code, its environment, its group.

import { type ChildProcess, spawn } from 'node:child_process'
import type { Terminal } from '../terminal.js'
import { type Host, type HostEvents, HostProcess, type Listening } from './host-process.js'

/** What starts is waited for this long: evaluating the bundle, `createState`, listening. */
const loadTimeoutMs = 60_000

/** How the server writes its log: JSON lines, or for who reads them in a terminal (`LogForm` of the runtime). */
type LogForm = 'json' | 'plain' | 'coloured'

/** JSON lines go to programs, what is easy to read to people. */
export const logForm = (out: { readonly isTTY?: boolean }, { color }: Terminal): LogForm => {
  if (out.isTTY !== true) return 'json'
  return color ? 'coloured' : 'plain'
}

/** `listening on http://127.0.0.1:3000 (io_uring), docs at http://127.0.0.1:3000/docs` */
export const listeningLine = ({ url, driver, docs }: Listening, { paint }: Terminal): string => {
  const page = docs === null ? '' : `, docs at ${paint.cyan(docs)}`
  return `listening on ${paint.cyan(url)} ${paint.dim(`(${driver})`)}${page}`
}

/** Without the runtime the first load fails, like every other error of loading. */
const hostCode = (log: LogForm): string => `
import('@nexusrt/runtime/dev').then(
  (dev) => dev.runDevHost({ log: '${log}' }),
  ({ code, message }) => process.once('message', ({ generation }) => {
    const help = 'install the dependencies of the project: npm install'
    process.send({ type: 'failed', generation, error: { code, message, help } })
  }),
)`

/** What a host is started with: `env` goes on top of this process's environment. */
export interface HostOptions {
  readonly projectDir: string
  readonly env: Readonly<Record<string, string>>
  readonly terminal: Terminal
}

/** Starts the host in the project's folder. */
export const startHost = (options: HostOptions, events: HostEvents): Host =>
  new HostProcess(spawnHost(options), events, loadTimeoutMs)

const spawnHost = ({ projectDir, env, terminal }: HostOptions): ChildProcess => {
  const code = hostCode(logForm(process.stdout, terminal))
  return spawn(process.execPath, ['--enable-source-maps', '--input-type=module', '-e', code], {
    cwd: projectDir,
    env: { ...process.env, NODE_ENV: 'development', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Its own group: Ctrl-C reaches this process, which ends the host in order.
    detached: true,
  })
}
