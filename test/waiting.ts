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

/** Resolves once `read` gives the same number twice in a row, other than `from`. */
export const standsStill = async (read: () => number, from = 0): Promise<void> => {
  let last = from
  await eventually(() => {
    const now = read()
    const stands = now === last && now !== from
    last = now
    return stands
  })
}

/** Lets everything run that is ready to, `count` times. */
export const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate)
}

/** A promise and the call that settles it: a handler that answers when the test says so. */
export const gate = <T = void>(): { readonly opened: Promise<T>; open(value: T): void } => {
  let open = (_: T): void => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
