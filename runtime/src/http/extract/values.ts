// Owns what a text of a request may mean: its type, its bounds, and what is said when it does not fit.

import type { ParamKind } from '../../native/engine.js'
import type { Issues } from '../../validate/issues.js'

/** How a text becomes a value of type `T`. */
export interface Value<T> {
  /** What the engine makes of it before JavaScript sees it. */
  readonly kind: ParamKind
  /** Undefined: it does not fit. Lists get the texts of their items. */
  parse(texts: readonly string[]): T | undefined
  /** `must be an integer` */
  readonly message: string
  /** Adds what is wrong with a value that fits its type. */
  check(value: T, issues: Issues): void
}

/** Bounds of a text, in code points. */
export interface TextBounds {
  readonly minLength?: number
  readonly maxLength?: number
  /** As in JSON Schema: anywhere in the text, unless it is anchored. */
  readonly pattern?: RegExp
}

/** Bounds of a number. */
export interface NumberBounds {
  readonly minimum?: number
  readonly maximum?: number
}

const nothing = (): void => {}

const one = (texts: readonly string[]): string | undefined =>
  texts.length === 1 ? texts[0] : undefined

/**
 * A text.
 *
 * @example fromQuery('q', text({ maxLength: 100 }))
 */
export const text = (bounds: TextBounds = {}): Value<string> => ({
  kind: 'string',
  parse: one,
  message: 'must be given once',
  check: (value, issues) => {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = bounds
    const length = [...value].length
    if (length < minLength) issues.add('minLength', `must have at least ${minLength} characters`)
    if (length > maxLength) issues.add('maxLength', `must have at most ${maxLength} characters`)
    if (pattern !== undefined && value.search(pattern) < 0) {
      issues.add('pattern', `must match ${pattern.source}`)
    }
  },
})

const integerText = /^-?(?:0|[1-9]\d{0,15})$/
const numberText = /^-?(?:0|[1-9]\d{0,308})(?:\.\d{1,308})?(?:[eE][+-]?\d{1,3})?$/

const parsed = (texts: readonly string[], shape: RegExp, isOne: (value: number) => boolean) => {
  const value = shape.test(one(texts) ?? '') ? Number(texts[0]) : Number.NaN
  return isOne(value) ? value : undefined
}

const bounded =
  ({ minimum = -Infinity, maximum = Infinity }: NumberBounds): Value<number>['check'] =>
  (value, issues) => {
    if (value < minimum) issues.add('minimum', `must be >= ${minimum}`)
    if (value > maximum) issues.add('maximum', `must be <= ${maximum}`)
  }

/**
 * A whole number that a double holds exactly.
 *
 * @example fromQuery('limit', integer({ minimum: 1, maximum: 100 }))
 */
export const integer = (bounds: NumberBounds = {}): Value<number> => ({
  kind: 'integer',
  parse: (texts) => parsed(texts, integerText, Number.isSafeInteger),
  message: 'must be an integer',
  check: bounded(bounds),
})

/**
 * A number.
 *
 * @example fromQuery('price', number({ minimum: 0 }))
 */
export const number = (bounds: NumberBounds = {}): Value<number> => ({
  kind: 'number',
  parse: (texts) => parsed(texts, numberText, Number.isFinite),
  message: 'must be a number',
  check: bounded(bounds),
})

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/**
 * `true` or `false`.
 *
 * @example fromQuery('verbose', flag()).default(false)
 */
export const flag = (): Value<boolean> => ({
  kind: 'boolean',
  parse: (texts) => flags.get(one(texts) ?? ''),
  message: 'must be true or false',
  check: nothing,
})

/**
 * One of these texts.
 *
 * @example fromQuery('order', oneOf('name', 'age')).default('name')
 */
export const oneOf = <const T extends string>(...choices: readonly T[]): Value<T> => ({
  kind: 'string',
  parse: (texts) => one(texts) as T | undefined,
  message: 'must be given once',
  check: (value, issues) => {
    if (choices.includes(value)) return
    issues.add(
      'enum',
      `must be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`,
    )
  },
})

/** Bounds of a list. */
export interface ListBounds {
  readonly minItems?: number
  readonly maxItems?: number
}

/**
 * A list: the name repeated in a query or form, values split at commas elsewhere.
 *
 * @example fromQuery('tag', list(text(), { maxItems: 10 }))
 */
export const list = <T>(item: Value<T>, bounds: ListBounds = {}): Value<readonly T[]> => ({
  kind: 'list',
  parse: (texts) => {
    const values = texts.map((each) => item.parse([each]))
    return values.includes(undefined) ? undefined : (values as readonly T[])
  },
  message: `must be a list of which each item ${item.message}`,
  check: (values, issues) => {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = bounds
    if (values.length < minItems) issues.add('minItems', `must have at least ${minItems} items`)
    if (values.length > maxItems) issues.add('maxItems', `must have at most ${maxItems} items`)
    values.forEach((value, index) => {
      if (issues.full) return
      const from = issues.count
      item.check(value, issues)
      issues.within(from, index)
    })
  },
})
