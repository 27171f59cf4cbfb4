// Owns who a handler is told about: schemes that hold together give one principal with the members of all,
// alternatives give a union that is told apart by its scheme.

import type { Guard, GuardStep } from './security.js'

type PrincipalFor = (steps: readonly GuardStep[], answers: readonly unknown[]) => unknown

/** Makes the principal of an operation; throws where principals of schemes cannot be one. */
export const principalOf = (guard: Guard): PrincipalFor => {
  const labels = new Set(guard.filter((steps) => steps.length > 0).map(labelOf))
  const isChoice = labels.size > 1
  return (steps, answers) => {
    if (steps.length === 0) return undefined
    const value = steps.length === 1 ? answers[0] : joined(steps, answers)
    return isChoice ? { scheme: labelOf(steps), value } : value
  }
}

/** `bearer`, or `bearer+key` where both have to hold; a scheme that is called `a+b` is `a%2Bb`. The compiler says the same. */
const labelOf = (steps: readonly GuardStep[]): string =>
  steps.map(({ name }) => name.replace(/[%+]/g, encodeURIComponent)).join('+')

const joined = (steps: readonly GuardStep[], answers: readonly unknown[]): object => {
  const all: Record<string, unknown> = {}
  answers.forEach((answer, index) => {
    if (!isPlain(answer)) {
      throw new TypeError(
        `The principal of ${steps[index]?.name} is asked for together with others, so it has to be a plain object.`,
      )
    }
    for (const [name, value] of Object.entries(answer)) add(all, name, value)
  })
  return all
}

// What two schemes say differently cannot be told apart in one object: nobody is let in by accident.
const add = (all: Record<string, unknown>, name: string, value: unknown): void => {
  const old = Object.hasOwn(all, name) ? all[name] : undefined
  const isList = name === 'scopes' && Array.isArray(old) && Array.isArray(value)
  if (old !== undefined && !isList && !Object.is(old, value)) {
    throw new TypeError(`Two principals have the member ${name}, with different values.`)
  }
  const merged = isList ? [...new Set([...old, ...value])] : value
  Object.defineProperty(all, name, {
    value: merged,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
