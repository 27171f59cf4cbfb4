// Owns `nexus dev`: options, the environment of the server, and an end in order on Ctrl-C.

import { resolve } from 'node:path'
import { Command } from 'commander'
import { untilEnded } from './dev/ended.js'
import { runSession } from './dev/session.js'
import { Failure } from './failure.js'
import { adoptContracts } from './project/adopt.js'
import { withRemoteFlags } from './project/document-options.js'
import { dotEnv } from './project/environment.js'
import { requireProject } from './project/folder.js'
import { type InputFlags, resolveInputs } from './project/inputs.js'
import { type OutputOptions, openTerminal, type Terminal } from './terminal.js'

interface DevOptions extends InputFlags, OutputOptions {
  readonly project: string
  readonly port?: string
  readonly host?: string
  readonly types: boolean
}

const examples = `
Examples:
  nexus dev                       serve on PORT or 3000, reload on every edit
  nexus dev --port 0              on a free port
  PORT=8080 nexus dev             on that port, whatever .env and nexus.config.ts say
  nexus dev --no-types            do not hold an edit back until it type-checks

Specifications, ABIs, nexus.config.ts, .env and src/ are watched. A reload swaps the handlers inside the running
server: no connection is closed and no request is refused. An edit with an error keeps the last good server
up and prints where the error is. Type errors that were there before hold no edit back: those of the start, and
those that a changed contract brings, which is held back itself; they are mended one after another.

Each reload makes the state anew, by createState; what the last one began is to end in disposeState. Streams and
requests that are open go on with the handlers and the state that they began with, which is said once.

Flags win over the environment, which wins over .env, which wins over nexus.config.ts. An edit of .env reaches the
code that is loaded next; settings of the server itself (where it listens, limits, TLS, ...) count when it starts,
and those that changed since are named.`

/** Registers `dev`. */
export const devCommand = (): Command =>
  withRemoteFlags(new Command('dev'))
    .description('Serve the project and reload it on every edit.')
    .option('--openapi <file>', 'OpenAPI document to use instead of the configured one')
    .option(
      '--abi <files...>',
      'ABIs besides the configured ones, or in place of those with the same name',
    )
    .option('--project <dir>', 'folder of the project', '.')
    .option(
      '--port <number>',
      'port to listen on; 0 takes a free one (default: PORT, server.port or 3000)',
    )
    .option('--host <address>', 'address to listen on (default: HOST, server.host or 127.0.0.1)')
    .option('--no-types', 'reload without waiting for the type checker')
    .addHelpText('after', examples)
    .action((options: DevOptions) => runDev(options))

const runDev = async (options: DevOptions): Promise<void> => {
  const terminal = openTerminal(options)
  const projectDir = requireProject(resolve(options.project))
  const environment = () => serverEnvironment(projectDir, options)
  // A wrong flag is told before anything is started that would have to be ended.
  environment()
  await adoptFlags(projectDir, options, terminal)
  const stop = new AbortController()
  const abort = () => stop.abort()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, abort)
  try {
    const types = options.types ? 'check' : 'skip'
    const session = { projectDir, flags: options, environment, types, terminal } as const
    await untilEnded(() => runSession(session, stop.signal), stop.signal)
  } finally {
    for (const signal of signals) process.off(signal, abort)
  }
}

/** A new ABI joins the configuration before the first server reads it. */
const adoptFlags = async (
  projectDir: string,
  options: DevOptions,
  terminal: Terminal,
): Promise<void> => {
  if (options.abi === undefined) return
  const adoption = await adoptContracts(await resolveInputs(projectDir, options))
  adoption?.write(terminal)
}

/** Flags win over the environment, which wins over .env. */
const serverEnvironment = (projectDir: string, options: DevOptions): Record<string, string> => {
  const env = dotEnv(projectDir)
  if (options.port !== undefined) env.PORT = portText(options.port)
  if (options.host !== undefined) env.HOST = options.host
  return env
}

const portText = (port: string): string => {
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return port
  throw new Failure('usage', `--port: ${port} is not a port`, 'a port is a number from 0 to 65535')
}
