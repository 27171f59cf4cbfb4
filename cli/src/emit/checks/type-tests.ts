// Owns printing tests of a value's JSON type, the branches that follow from them, and their words for messages.

import type { ValueCheck } from '../../ir/plan/checks.js'
import type { JsonType } from '../../ir/schema.js'
import { type Code, code, join, str } from '../code/code.js'
import type { Imports } from '../code/imports.js'
import { elseOf } from '../code/statements.js'

/** A test as text, and the text of its opposite. */
export interface Test {
  readonly yes: Code
  readonly no: Code
}

/** Whether `value` has a JSON type. */
export const typeTest = (
  imports: Imports,
  type: JsonType,
  value: Code,
  exact?: ValueCheck['exact'],
): Test => {
  if (exact !== undefined && (type === 'integer' || type === 'number'))
    return called(exactTest(imports, type, value, exact))
  switch (type) {
    case 'null':
      return { yes: code`${value} === null`, no: code`${value} !== null` }
    case 'array':
      return called(code`Array.isArray(${value})`)
    case 'object':
      return called(code`${imports.check('isObject')}(${value})`)
    case 'integer':
      return called(code`${imports.check('isInteger')}(${value}, issues)`)
    case 'number':
      return called(code`${imports.check('isNumber')}(${value}, issues)`)
    default:
      return {
        yes: code`typeof ${value} === ${str(type)}`,
        no: code`typeof ${value} !== ${str(type)}`,
      }
  }
}

const exactTest = (
  imports: Imports,
  type: 'integer' | 'number',
  value: Code,
  exact: NonNullable<ValueCheck['exact']>,
): Code => {
  if (exact === 'integer') return code`${imports.check('isExactInteger')}(${value})`
  if (exact === 'real') return code`${imports.check('isReal')}(${value})`
  const test = type === 'integer' ? 'isIntegerInDigits' : 'isNumberInDigits'
  return code`${imports.check(test)}(${value}, issues)`
}

const called = (call: Code): Test => ({ yes: call, no: code`!${call}` })

/** Whether one of several tests holds. */
export const anyOf = (tests: readonly Test[]): Test => {
  const [only] = tests
  if (only && tests.length === 1) return only
  const yes = join(
    tests.map((test) => test.yes),
    ' || ',
  )
  return { yes, no: code`!(${yes})` }
}

export interface Branch {
  readonly test: Test
  readonly body: readonly Code[]
}

/** `if (a) {...} else if (b) {...} else failure`; branches without a body are only excluded. */
export const chain = (parts: readonly Branch[], failure: Code | null): Code[] => {
  const full = parts.filter((part) => part.body.length > 0)
  const empty = parts.filter((part) => part.body.length === 0)
  if (full.length === 0 && failure === null) return []
  const [only] = full
  if (only && full.length === 1 && empty.length === 0 && failure !== null)
    return [code`if (${only.test.no}) ${failure}\n${elseOf(only.body)}`]
  const links = full.map(({ test, body }) => code`if (${test.yes}) {\n  ${body}\n}`)
  const excluded = anyOf(empty.map((part) => part.test))
  if (failure !== null)
    links.push(empty.length > 0 ? code`if (${excluded.no}) ${failure}` : failure)
  return [join(links, ' else ')]
}

/** Whether no two sets of types share a kind of value. */
export const areDisjoint = (sets: readonly (ReadonlySet<JsonType> | null)[]): boolean => {
  const seen = new Set<JsonType>()
  for (const set of sets) {
    if (set === null || set.size === 0) return false
    const kinds = new Set([...set].map((type) => (type === 'integer' ? 'number' : type)))
    for (const type of kinds) if (seen.size === seen.add(type).size) return false
  }
  return true
}

/** Without `type`, only values of the types that some keyword is about are looked at. */
export const constrainedTypes = (check: ValueCheck): JsonType[] => [
  ...(check.string === null ? [] : (['string'] as const)),
  ...(check.number === null ? [] : (['number'] as const)),
  ...(check.array === null ? [] : (['array'] as const)),
  ...(check.object === null ? [] : (['object'] as const)),
]

const typeWords: Record<JsonType, string> = {
  null: 'null',
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  array: 'an array',
  object: 'an object',
}

/** `a string or null`. */
export const describe = (types: readonly JsonType[]): string => {
  const words = [...new Set(types)]
    .filter((type) => type !== 'integer' || !types.includes('number'))
    .map((type) => typeWords[type])
  const last = words.pop() ?? 'absent'
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`
}
