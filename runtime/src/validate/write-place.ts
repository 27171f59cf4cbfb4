// Owns finding the member that a writer refused. Writers carry no pointers, so that nothing is spent while all is
// well; once one has failed, it runs again over a value that notes what is looked at, and fails at the same place.

import { escapeSegment } from './issues.js'
import { WriteError } from './write.js'

/**
 * The error again, with the pointer of what was refused and the name of the answer. Other errors are given back.
 *
 * @example
 * try { return write(body) } catch (error) { throw locatedWriteError(error, write, body, 'answer 200 of getPet') }
 */
export const locatedWriteError = (
  error: unknown,
  write: (body: never) => unknown,
  body: unknown,
  answer: string,
): unknown => {
  if (!(error instanceof WriteError) || error.pointer !== null) return error
  const watch = new Watch()
  try {
    write(watch.over(body, '') as never)
  } catch {
    return new WriteError(error.problem, watch.last, answer)
  }
  return new WriteError(error.problem, null, answer)
}

/** Proxies that note the pointer of the member that was read last. */
class Watch {
  last = ''

  over(value: unknown, pointer: string): unknown {
    if (typeof value !== 'object' || value === null) return value
    return new Proxy(value, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        // Methods are inherited: `map` of an array, `toJSON` of a date, which needs the date itself.
        if (typeof member === 'function' && !Object.hasOwn(target, name))
          return Array.isArray(target) ? member : member.bind(target)
        if (name === 'length' || typeof name === 'symbol') return member
        this.last = `${pointer}/${escapeSegment(name)}`
        return this.over(member, this.last)
      },
    })
  }
}
