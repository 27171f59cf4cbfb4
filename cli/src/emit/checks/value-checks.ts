// Owns printing what scalars have to satisfy: text, numbers, enumerations.

import { checkedFormats } from '../../ir/formats.js'
import type {
  CodeValue,
  ExactBound,
  NumberCheck,
  PatternPlan,
  StringCheck,
  ValueCheck,
} from '../../ir/plan/checks.js'
import { type Code, code, integer, join, json, num, str } from '../code/code.js'
import { fail, listed, type StatementPrinter } from '../code/statements.js'

export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`

interface Link {
  readonly test: Code
  readonly failure: Code
}

/** `if (a) fail else if (b) fail`: the first violation of a scalar is enough. */
const linked = (links: readonly Link[]): Code[] =>
  links.length === 0
    ? []
    : [
        join(
          links.map(({ test, failure }) => code`if (${test}) ${failure}`),
          '\nelse ',
        ),
      ]

/** Length first: a pattern or format never runs over a text that is too long. */
export const stringChain = (
  printer: StatementPrinter,
  check: StringCheck,
  value: Code,
  at: Code | null,
): Code[] => {
  const { imports } = printer.printing
  const links: Link[] = []
  const { lengthMin, lengthMax, pattern, format } = check
  if (lengthMax !== null) {
    const points = code`${imports.check('codePoints')}(${value}) > ${num(lengthMax)}`
    const test = code`${value}.length > ${num(lengthMax)} && ${points}`
    links.push({
      test,
      failure: fail(at, 'maxLength', `must have at most ${plural(lengthMax, 'character')}`),
    })
  }
  if (lengthMin !== null) {
    const points = code`${imports.check('codePoints')}(${value}) < ${num(lengthMin)}`
    const test =
      lengthMin === 1
        ? code`${value} === ''`
        : code`${value}.length < ${num(lengthMin * 2)} && ${points}`
    links.push({
      test,
      failure: fail(at, 'minLength', `must have at least ${plural(lengthMin, 'character')}`),
    })
  }
  if (pattern !== null) {
    const test = code`!${patternTest(printer, pattern, value, at)}`
    links.push({ test, failure: fail(at, 'pattern', `must match the pattern ${pattern.source}`) })
  }
  if (format !== null) {
    const test = code`!${imports.check(checkedFormats[format])}(${value})`
    links.push({ test, failure: fail(at, 'format', `must be a valid ${format}`) })
  }
  return linked(links)
}

/** One that has a budget is told whose it is, and which member or item the text is. */
export const patternTest = (
  printer: StatementPrinter,
  pattern: PatternPlan,
  text: Code,
  at: Code | null,
): Code => {
  const constant = printer.pattern(pattern)
  if (pattern.runs.by === 'regexp') return code`${constant}.test(${text})`
  return code`${constant}.test(${text}, issues${at === null ? code`` : code`, ${at}`})`
}

/** A bound that keeps its digits: as text where no number has them. */
const exactText = (bound: ExactBound): Code => (typeof bound === 'string' ? str(bound) : num(bound))

export const numberChain = (
  printer: StatementPrinter,
  check: NumberCheck,
  value: Code,
  at: Code | null,
  exact?: ValueCheck['exact'],
): Code[] => {
  const links: Link[] = []
  const { imports } = printer.printing
  const bound = (limit: ExactBound | null, operator: Code, keyword: string, words: string) => {
    if (limit === null) return
    const test =
      exact === 'real' ||
      exact === 'digits' ||
      (typeof limit === 'string' && !/^-?\d+$/.test(limit))
        ? code`${imports.check('compareNumbers')}(${value}, ${exactText(limit)}) ${operator} 0`
        : code`${value} ${operator} ${typeof limit === 'string' ? integer(limit) : num(limit)}`
    links.push({ test, failure: fail(at, keyword, `must be ${words} ${limit}`) })
  }
  bound(check.minimum, code`<`, 'minimum', '>=')
  bound(check.maximum, code`>`, 'maximum', '<=')
  bound(check.exclusiveMinimum, code`<=`, 'exclusiveMinimum', '>')
  bound(check.exclusiveMaximum, code`>=`, 'exclusiveMaximum', '<')
  if (check.multipleOf !== null) {
    const test = code`!${imports.check('isMultipleOf')}(${value}, ${exactText(check.multipleOf)})`
    links.push({
      test,
      failure: fail(at, 'multipleOf', `must be a multiple of ${check.multipleOf}`),
    })
  }
  if (check.safe) {
    const test = code`!${imports.check('isSafeInteger')}(${value}, issues)`
    links.push({
      test,
      failure: fail(at, 'format', 'must be an integer between -(2^53-1) and 2^53-1'),
    })
  }
  return linked(links)
}

/** From this number of members on a set is looked up. */
const setSizeMin = 9

/** The test that fails for what is not in an enumeration. */
export const enumTest = (
  printer: StatementPrinter,
  check: ValueCheck,
  value: Code,
): { readonly test: Code; readonly message: string } => {
  const members = check.enum ?? []
  const texts = members.map((member) => (typeof member === 'string' ? member : null))
  const shown = texts.every((text) => text !== null) ? listed(texts) : listedJson(members)
  const message = members.length === 1 ? `must be ${shown}` : `must be one of ${shown}`
  if (members.length === 0) return { test: code`true`, message: 'is not allowed' }
  if (check.inDigits?.members != null && members.some(isAboutNumbers)) {
    const { imports } = printer.printing
    const made = code`${imports.check('digitSet')}(${str(check.inDigits.members)})`
    return { test: code`!${printer.constants.use('values', made)}.has(${value})`, message }
  }
  if (members.some((member) => needsDeepEquality(member, check.exact))) {
    const values = printer.constants.use('values', json(members), code`readonly unknown[]`)
    const equal = printer.printing.imports.check('jsonEqual')
    return { test: code`!${values}.some((member) => ${equal}(member, ${value}))`, message }
  }
  if (members.length >= setSizeMin) {
    const values = printer.constants.use('values', code`new Set<unknown>(${json(members)})`)
    return { test: code`!${values}.has(${value})`, message }
  }
  return {
    test: join(
      members.map((member) => code`${value} !== ${json(member)}`),
      ' && ',
    ),
    message,
  }
}

/** Numbers, and what may hold some. */
const isAboutNumbers = (member: CodeValue): boolean =>
  member !== null && (typeof member === 'object' || /^(?:number|bigint)$/.test(typeof member))

/** Objects and arrays, and integers that arrive as bigint. */
const needsDeepEquality = (member: CodeValue, exact: ValueCheck['exact']): boolean =>
  // An integer may have come with an exponent; an exact one may not.
  (typeof member === 'bigint' && exact !== 'integer') ||
  (typeof member === 'object' && member !== null) ||
  (Number.isInteger(member) && !Number.isSafeInteger(member))

const listedJson = (members: readonly CodeValue[]): string => {
  const shown = members.slice(0, 10).map(jsonOf)
  return members.length > 10
    ? `${shown.join(', ')} and ${members.length - 10} more`
    : shown.join(', ')
}

/** As JSON, bigints too. */
const jsonOf = (value: CodeValue): string =>
  typeof value === 'bigint'
    ? String(value)
    : JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each))
