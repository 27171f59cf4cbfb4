// Owns the way from argv to a command and from its end to the exit code. Nothing else sets one.

import { CommanderError } from 'commander'
import { Failure, type FailureKind } from './commands/failure.js'
import { createProgram } from './commands/program.js'
import { describeFailure, openTerminal } from './commands/terminal.js'
import { untilSettled } from './commands/unsettled.js'

const exitCodes: Record<FailureKind, number> = {
  findings: 1,
  usage: 2,
  environment: 3,
  ignored: 4,
  stale: 5,
  unimplemented: 6,
  breaking: 7,
  ledger: 8,
  contract: 9,
  types: 10,
  broken: 11,
}
const internalErrorCode = 70

/**
 * Runs the command that `argv` asks for and sets the exit code of the process: 0 success, 1 findings
 * (errors in a spec, stale output), 2 usage, 3 environment, 4 ignored keywords under `--strict`, 5 to 9 what
 * `nexus check` found (5 also `nexus build`), 10 type errors of `nexus build`, 11 code that becomes no
 * server, 70 a fault of Nexus itself.
 *
 * @example
 * await run(['node', 'nexus', 'generate', '--check'])
 */
export const run = async (argv: readonly string[]): Promise<void> => {
  process.stdout.on('error', ignoreBrokenPipe)
  process.stderr.on('error', ignoreBrokenPipe)
  try {
    await untilSettled(createProgram().parseAsync(argv), (failure) => {
      process.exitCode = internalErrorCode
      const terminal = openTerminal({})
      terminal.warn(describeFailure(failure, terminal))
    })
  } catch (error) {
    process.exitCode = exitCodeOf(error, argv)
  }
}

// Whoever reads ends when it has enough (`nexus --help | head -1`); the command still does its work.
const ignoreBrokenPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
}

const exitCodeOf = (error: unknown, argv: readonly string[]): number => {
  // Commander has printed its message; help and version end with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
  const color = argv.includes('--no-color') ? { color: false } : {}
  const terminal = openTerminal(argv.includes('--color') ? { color: true } : color)
  if (error instanceof Failure) {
    if (error.message !== '') terminal.warn(describeFailure(error, terminal))
    return exitCodes[error.kind]
  }
  terminal.warn(describeFailure(unexpected(error), terminal))
  return internalErrorCode
}

const unexpected = (error: unknown): Failure => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new Failure('findings', `Nexus failed unexpectedly: ${text}`, bugHelp)
}

const bugHelp = 'this is a fault of Nexus: please report it with the lines above'
