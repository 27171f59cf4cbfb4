// Owns starting the child process that serves in `nexus dev`: its code, its environment, its group.

import { type ChildProcess, spawn } from 'node:child_process'
import { type Host, type HostEvents, HostProcess } from './host-process.js'

/** What starts is waited for this long: evaluating the bundle, `createState`, listening. */
const loadTimeoutMs = 60_000

/** Without the runtime the first load fails, like every other error of loading. */
const hostCode = `
import('@nexusrt/runtime/dev').then(
  (dev) => dev.runDevHost(),
  ({ code, message }) => process.once('message', ({ generation }) => {
    const help = 'install the dependencies of the project: npm install'
    process.send({ type: 'failed', generation, error: { code, message, help } })
  }),
)`

/** Starts the host in the project's folder, with `env` on top of this process's environment. */
export const startHost = (
  projectDir: string,
  env: Readonly<Record<string, string>>,
  events: HostEvents,
): Host => new HostProcess(spawnHost(projectDir, env), events, loadTimeoutMs)

const spawnHost = (projectDir: string, env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, ['--enable-source-maps', '--input-type=module', '-e', hostCode], {
    cwd: projectDir,
    env: { ...process.env, NODE_ENV: 'development', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Its own group: Ctrl-C reaches this process, which ends the host in order.
    detached: true,
  })
