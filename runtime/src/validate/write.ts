// Owns the parts of generated JSON writers: text, numbers and values that no schema describes.

import { isDecimal } from './numbers.js'

/**
 * An answer that cannot be written as its schema says. A defect of the handler: the client gets 500.
 *
 * @example if (error instanceof WriteError) log.error({ at: error.pointer }, error.problem)
 */
export class WriteError extends TypeError {
  override readonly name = 'WriteError'
  constructor(
    /** What was expected and what was found. */
    readonly problem: string,
    /** Where in the answer; null until `locatedWriteError` has looked. */
    readonly pointer: string | null = null,
    /** Which answer; '' before an operation told its name. */
    readonly answer = 'the answer',
  ) {
    super(
      `${answer} does not fit its schema${pointer === null ? '' : ` at ${pointer === '' ? 'its root' : pointer}`}: ${problem}`,
    )
  }
}

/** Above this JSON.stringify, which scans with vector instructions, is faster than a loop. */
const loopLengthMax = 40

const refuse = (expected: string, value: unknown): never => {
  throw new WriteError(`expected ${expected}, found ${described(value)}`)
}

const described = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'number' && !Number.isFinite(value) ? `${value}` : `a ${typeof value}`
}

/**
 * What stands between the quotes of a JSON string: writers of objects put the quotes into the literals around it,
 * which saves two concatenations a member. Lone surrogates become escapes (well-formed JSON.stringify).
 */
export const jsonText = (value: unknown): string => {
  if (typeof value !== 'string') return refuse('a string', value)
  if (isPlain(value)) return value
  const text = JSON.stringify(value)
  return text.length === value.length + 2 ? value : text.slice(1, -1)
}

/** A JSON string. */
export const writeString = (value: unknown): string => {
  if (typeof value !== 'string') return refuse('a string', value)
  return isPlain(value) ? `"${value}"` : JSON.stringify(value)
}

/** Whether a short text is written as it is; long ones are JSON.stringify's to look at. */
const isPlain = (value: string): boolean => {
  if (value.length > loopLengthMax) return false
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    if (unit < 32 || unit === 34 || unit === 92 || (unit & 0xf800) === 0xd800) return false
  }
  return true
}

/** A JSON number; a bigint keeps all its digits. @throws {WriteError} for NaN and the infinities, which JSON does not have. */
export const writeNumber = (value: unknown): string => {
  if (typeof value === 'bigint') return `${value}`
  if (typeof value !== 'number' || !Number.isFinite(value)) return refuse('a finite number', value)
  return `${value}`
}

/** Digits as a JSON number. @throws {WriteError} for text that is no number (RFC 8259, 6). */
export const writeDigits = (value: unknown): string => {
  if (typeof value !== 'string') return writeNumber(value)
  return isDecimal(value) ? value : refuse('the digits of a number', value)
}

/** Digits as a JSON number, other text as a string: of a member that schemas describe as either, each for its case. */
export const writeDigitsOrText = (value: unknown): string =>
  typeof value === 'string' && !isDecimal(value) ? writeString(value) : writeDigits(value)

/** JSON of a boolean. Refuses everything else. */
export const writeBoolean = (value: unknown): string => (isTrue(value) ? 'true' : 'false')

/** Which of its two texts a boolean has: with what stands around it each is one literal. Refuses everything else. */
export const isTrue = (value: unknown): boolean =>
  typeof value === 'boolean' ? value : refuse('a boolean', value)

/** JSON of a text, number, boolean or null. Refuses everything else. */
export const writeScalar = (value: unknown): string =>
  typeof value === 'object' && value !== null ? refuse('a scalar', value) : writeAny(value)

/** Refuses a value that none of the alternatives of a schema describes. */
export const writeNothing = (expected: string, value: unknown): never => refuse(expected, value)

/** How deep a value without a schema may be. */
const depthMax = 512

/** Any JSON value. @throws {WriteError} for what JSON cannot hold. */
export const writeAny = (value: unknown): string => writeAt(value, 0)

const writeAt = (value: unknown, depth: number): string => {
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'number' || typeof value === 'bigint') return writeNumber(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value === null) return 'null'
  if (typeof value !== 'object') return refuse('a JSON value', value)
  if (depth > depthMax) throw new WriteError(`nested deeper than ${depthMax} levels`)
  if (Array.isArray(value)) {
    return `[${value.map((item) => (item === undefined ? 'null' : writeAt(item, depth + 1))).join(',')}]`
  }
  if (hasToJson(value)) return writeAt(value.toJSON(), depth + 1)
  let text = ''
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) text += `,${writeString(name)}:${writeAt(member, depth + 1)}`
  }
  return text === '' ? '{}' : `{${text.slice(1)}}`
}

const hasToJson = (value: object): value is { toJSON(): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function'

/** Items of an array, each by `write`. */
export const writeArray = <T>(items: unknown, write: (item: T) => string): string => {
  if (!Array.isArray(items)) return refuse('an array', items)
  if (items.length === 0) return '[]'
  let text = `[${write(items[0])}`
  for (let i = 1; i < items.length; i++) text += `,${write(items[i])}`
  return `${text}]`
}

/** An array whose items at the first places are written by a function each, and those behind them by `rest`. */
export const writeTuple = <T>(
  items: unknown,
  first: readonly ((item: T) => string)[],
  rest: (item: T) => string,
): string => {
  if (!Array.isArray(items)) return refuse('an array', items)
  const texts = items.map((item, i) => (first[i] ?? rest)(item))
  return `[${texts.join(',')}]`
}

/** Refuses what is not an object; writers of objects begin with it. */
export const writableObject = (value: unknown): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('an object', value)
  }
  return value as Record<string, unknown>
}

/** Members of a map, each by `write`; undefined ones are left out. */
export const writeMap = <T>(map: unknown, write: (member: T) => string): string => {
  const object = writableObject(map)
  let text = ''
  for (const name of Object.keys(object)) {
    const member = object[name]
    if (member !== undefined) text += `,${writeString(name)}:${write(member as T)}`
  }
  return text === '' ? '{}' : `{${text.slice(1)}}`
}
