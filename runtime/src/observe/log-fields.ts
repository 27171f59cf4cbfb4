// Owns fields that every log line has while a piece of work runs, whoever writes it: the id of a request, a tenant.

import { AsyncLocalStorage } from 'node:async_hooks'

/** Nothing is followed until the first `run`: a server without such fields pays nothing for them. */
const running = new AsyncLocalStorage<object>()

/**
 * Runs `run`, and puts `fields` on every line that is logged meanwhile, here and in what it calls and awaits. Fields of
 * an outer one stay; those of a line itself win. Costs what Node.js's AsyncLocalStorage costs, from its first use on.
 *
 * @example
 * const tenant: MiddlewareFunction = (context, next) => withLogFields({ tenant: context.header('x-tenant') }, next)
 */
export const withLogFields = <T>(fields: object, run: () => T): T =>
  running.run({ ...running.getStore(), ...fields }, run)

/** Those of what runs now. */
export const logFields = (): object => running.getStore() ?? {}
