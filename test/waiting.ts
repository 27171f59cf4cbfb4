// Owns how tests wait: for what must come, however slow the machine is, and never for a time.

import { setTimeout as sleep } from 'node:timers/promises'

/** How long anything may take before a test says that it does not happen. Below the time-out of a test. */
export const patienceMs = 20_000

/** Resolves once `what` holds. Rejects with its text, and what `told` adds, when it does not. */
export const eventually = async (
  what: () => boolean | Promise<boolean>,
  told: () => string = () => '',
): Promise<void> => {
  const deadline = performance.now() + patienceMs
  while (!(await what())) {
    if (performance.now() > deadline) throw new Error(`did not happen: ${what} ${told()}`)
    await sleep(2)
  }
}

/** How often in a row a number has to be the same until it stands still. */
const sameMin = 25

/**
 * Resolves once `read` gives the same number many times in a row, other than `from`. What stands still for so long may
 * still move on a machine that is slower yet: what follows must hold then, too, and see less.
 */
export const standsStill = async (read: () => number, from = 0): Promise<void> => {
  let last = from
  let same = 0
  await eventually(async () => {
    await turns(2)
    const now = read()
    same = now === last && now !== from ? same + 1 : 0
    last = now
    return same >= sameMin
  })
}

/** Lets everything run that is ready to, `count` times. */
export const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate)
}

/** Counts the turns of the event loop from now on; the call ends it and says how many there were. */
export const countTurns = (): (() => number) => {
  let count = 0
  const turn = (): void => {
    count++
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  return () => {
    clearImmediate(next)
    return count
  }
}

/** A promise and the call that settles it: a handler that answers when the test says so. */
export const gate = <T = void>(): { readonly opened: Promise<T>; open(value: T): void } => {
  let open = (_: T): void => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
