// Owns telling what is waited for from what is there: handlers, hooks and middleware may give either.

/** Whether a value has a `then`; it may be of another realm, or no promise at all. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

const isAwaited = <Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> =>
  isThenable(value)

/** `next` of a value: at once where it is there, else when it is. A thenable is asked once, for a query runs each time. */
export const whenThere = <Value, Result>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> => (isAwaited(value) ? Promise.resolve(value).then(next) : next(value))
