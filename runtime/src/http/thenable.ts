// Owns telling what is waited for from what is there: handlers, hooks and middleware may give either.

/** Whether a value has a `then`; it may be of another realm, or no promise at all. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
