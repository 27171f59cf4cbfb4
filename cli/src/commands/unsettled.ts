// Owns what becomes of a process whose work never settles: Node.js ends it with 0 when nothing is left to wait for, and
// whoever reads the exit code takes that for a success.

import { Failure } from './failure.js'

/**
 * Waits for the work. Should the process run out of things to do before the work is done, `tell` hears of it.
 *
 * @example
 * await untilSettled(Promise.resolve('done'), ({ message }) => console.error(message))
 */
export const untilSettled = async <T>(
  work: Promise<T>,
  tell: (failure: Failure) => void,
): Promise<T> => {
  const unsettled = (): void => tell(new Failure('findings', message, help))
  process.once('beforeExit', unsettled)
  try {
    return await work
  } finally {
    process.off('beforeExit', unsettled)
  }
}

const message = 'Nexus ended before its work was done, and does not know what it waited for'
const help = 'this is a fault of Nexus: please report it with the command'
