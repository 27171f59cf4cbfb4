// Owns what becomes of a process whose work never settles: Node.js ends it with 0 when nothing is left to wait for, and
// whoever reads the exit code takes that for a success.

/**
 * Waits for the work. Should the process run out of things to do before the work is done, it ends with `code`, and
 * says so.
 *
 * @example
 * await untilSettled(program.parseAsync(argv), 70, (line) => process.stderr.write(line))
 */
export const untilSettled = async <T>(
  work: Promise<T>,
  code: number,
  say: (line: string) => void,
): Promise<T> => {
  const unsettled = (): void => {
    process.exitCode = code
    say('error: Nexus ended before its work was done, and does not know what it waited for\n')
    say('  = help: this is a fault of Nexus: please report it with the command\n')
  }
  process.once('beforeExit', unsettled)
  try {
    return await work
  } finally {
    process.off('beforeExit', unsettled)
  }
}
