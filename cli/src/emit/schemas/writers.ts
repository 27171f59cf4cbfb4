// Owns printing JSON writers: straight-line functions and expressions.

import type { PatternPlan } from '../../ir/plan/checks.js'
import type { ArrayWrite, ObjectWrite, WritePlan } from '../../ir/plan/writes.js'
import { patternConstant } from '../checks/pattern-constants.js'
import { type Code, code, ident, join, member, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import { isInherited } from '../code/inherited.js'
import { inParts } from '../code/parts.js'
import { type Printing, unitOf } from '../code/printing.js'

/** An expression that is the JSON text of `value`, itself a name or a member access. */
export const writeExpression = (printing: Printing, write: WritePlan, value: Code): Code => {
  const { imports } = printing
  switch (write.kind) {
    case 'any':
      return code`${imports.check('writeAny')}(${value})`
    case 'nothing':
      return code`${imports.check('writeNothing')}('no value', ${value})`
    case 'call': {
      const unit = unitOf(printing, write.unit)
      const type = imports.type(unit.file, unit.name)
      return code`${imports.value(unit.file, `write${unit.name}`)}(${value} as ${type})`
    }
    case 'local':
      return code`${ident(`write${write.name}`)}(${value})`
    case 'nullable':
      return code`(${value} === null ? 'null' : ${writeExpression(printing, write.of, value)})`
    case 'choice':
      throw new TypeError('a choice is written by a function of its own')
    case 'value':
      return alternatives(printing, write, value)
  }
}

type ValueWrite = Extract<WritePlan, { kind: 'value' }>

const alternatives = (printing: Printing, write: ValueWrite, value: Code): Code => {
  const { imports } = printing
  if (isAnyScalar(write)) return code`${imports.check('writeScalar')}(${value})`
  const cases: { test: Code; text: Code }[] = []
  const scalars = new Set(write.scalars)
  if (scalars.has('null')) cases.push({ test: code`${value} === null`, text: code`'null'` })
  if (scalars.has('boolean'))
    cases.push({
      test: code`typeof ${value} === 'boolean'`,
      text: code`${imports.check('writeBoolean')}(${value})`,
    })
  if (write.array !== null) {
    cases.push({
      test: code`Array.isArray(${value})`,
      text: arrayExpression(printing, write.array, value),
    })
  }
  if (scalars.has('number'))
    cases.push({
      test: code`typeof ${value} === 'number'`,
      text: code`${imports.check('writeNumber')}(${value})`,
    })
  if (scalars.has('bigint'))
    cases.push({
      test: code`typeof ${value} === 'bigint'`,
      text: code`${imports.check('writeNumber')}(${value})`,
    })
  if (scalars.has('digits'))
    cases.push({
      test: code`typeof ${value} === 'string'`,
      text: code`${imports.check(scalars.has('string') ? 'writeDigitsOrText' : 'writeDigits')}(${value})`,
    })
  else if (scalars.has('string'))
    cases.push({
      test: code`typeof ${value} === 'string'`,
      text: code`${imports.check('writeString')}(${value})`,
    })
  if (write.object !== null)
    cases.push({
      test: code`typeof ${value} === 'object'`,
      text: mapExpression(printing, write.object, value),
    })
  const last = cases.pop()
  if (!last) return code`${imports.check('writeNothing')}('no value', ${value})`
  const isOnlyNull = cases.length === 0 && scalars.has('null')
  const end = isOnlyNull
    ? code`${last.test} ? 'null' : ${imports.check('writeNothing')}('null', ${value})`
    : last.text
  const text = join([...cases.map(({ test, text }) => code`${test} ? ${text}`), end], ' : ')
  return cases.length > 0 || isOnlyNull ? code`(${text})` : text
}

const arrayExpression = (printing: Printing, { first, rest }: ArrayWrite, value: Code): Code => {
  const { imports } = printing
  const behind = writerOf(printing, rest)
  if (first.length === 0) return code`${imports.check('writeArray')}(${value}, ${behind})`
  const places = join(
    first.map((each) => writerOf(printing, each)),
    ', ',
  )
  return code`${imports.check('writeTuple')}(${value}, [${places}], ${behind})`
}

/** An object without declared members: a map. */
const mapExpression = (printing: Printing, object: ObjectWrite, value: Code): Code => {
  if (object.members.length + object.patterns.length > 0)
    throw new TypeError('an object with members is written by a function')
  const rest = object.rest ?? ({ kind: 'any' } as const)
  if (object.rest === null) return code`'{}'`
  return code`${printing.imports.check('writeMap')}(${value}, ${writerOf(printing, rest)})`
}

/** A function that writes one item: the writer's own name where it has one. */
export const writerOf = (printing: Printing, write: WritePlan): Code => {
  const { imports } = printing
  if (write.kind === 'any') return imports.check('writeAny')
  if (write.kind === 'local') return ident(`write${write.name}`)
  if (write.kind === 'call') {
    const unit = unitOf(printing, write.unit)
    return imports.value(unit.file, `write${unit.name}`)
  }
  if (isAnyScalar(write)) return imports.check('writeScalar')
  const scalar = onlyScalar(write)
  if (scalar === 'string') return imports.check('writeString')
  if (scalar === 'number' || scalar === 'bigint') return imports.check('writeNumber')
  if (scalar === 'digits') return imports.check('writeDigits')
  if (scalar === 'boolean') return imports.check('writeBoolean')
  return code`(item: unknown) => ${writeExpression(printing, write, code`item`)}`
}

/** Whether a value is one of the four kinds of scalars, any of them. */
const isAnyScalar = (write: WritePlan): boolean =>
  write.kind === 'value' &&
  write.array === null &&
  write.object === null &&
  !write.scalars.includes('digits') &&
  (['string', 'number', 'boolean', 'null'] as const).every((each) => write.scalars.includes(each))

/** The one kind of scalar that a value is; null when it may be more, or no scalar. */
const onlyScalar = (write: WritePlan): ValueWrite['scalars'][number] | null =>
  write.kind === 'value' &&
  write.array === null &&
  write.object === null &&
  write.scalars.length === 1
    ? (write.scalars[0] ?? null)
    : null

/** The statements of a writer function whose parameter is `value`. */
export const writeBody = (printing: Printing, constants: Constants, write: WritePlan): Code[] => {
  if (write.kind === 'choice') return choiceBody(printing, write)
  if (write.kind !== 'value' || write.object === null || isMap(write.object)) {
    return [
      code`const input: unknown = value`,
      code`return ${writeExpression(printing, write, code`input`)}`,
    ]
  }
  const others: WritePlan = { ...write, object: null }
  const lines: Code[] = []
  if (write.scalars.length > 0 || write.array !== null) {
    lines.push(code`const input: unknown = value`)
    const text = isOnlyNull(write) ? code`'null'` : writeExpression(printing, others, code`input`)
    lines.push(code`if (${scalarTest(write)}) return ${text}`)
  }
  return [...lines, ...objectBody(printing, constants, write.object)]
}

const isOnlyNull = (write: ValueWrite): boolean =>
  write.array === null && write.scalars.length === 1 && write.scalars[0] === 'null'

const isMap = ({ members, hidden, patterns }: ObjectWrite): boolean =>
  members.length + hidden.length + patterns.length === 0

const scalarTest = (write: ValueWrite): Code => {
  const tests = write.scalars.map((scalar) =>
    scalar === 'null'
      ? code`input === null`
      : code`typeof input === ${str(scalar === 'digits' ? 'string' : scalar)}`,
  )
  if (write.array !== null) tests.push(code`Array.isArray(input)`)
  return join(tests, ' || ')
}

const choiceBody = (printing: Printing, write: Extract<WritePlan, { kind: 'choice' }>): Code[] => {
  const { imports } = printing
  const cases = write.branches.map(({ values, write }) => {
    const text = writeExpression(printing, write, code`input`)
    return code`${values.map((value) => code`case ${str(value)}:`)}\n  return ${text}`
  })
  const tag = access(printing, code`object`, write.property)
  const otherwise =
    write.fallback === null
      ? code`${imports.check('writeNothing')}(${str(`a known ${write.property}`)}, ${tag})`
      : writeExpression(printing, write.fallback, code`input`)
  return [
    code`const input: unknown = value`,
    code`const object = ${imports.check('writableObject')}(input)`,
    code`switch (${tag}) {\n  ${cases}\n  default:\n    return ${otherwise}\n}`,
  ]
}

const access = (printing: Printing, object: Code, name: string): Code =>
  isInherited(name)
    ? code`${printing.imports.check('own')}(${object}, ${str(name)})`
    : code`${object}${member(name)}`

/** A member's value, and the quotes that belong into the literals before and after it. */
interface MemberText {
  readonly text: Code
  readonly quote: '"' | ''
}

const memberText = (printing: Printing, write: WritePlan, value: Code): MemberText =>
  onlyScalar(write) === 'string'
    ? { text: code`${printing.imports.check('jsonText')}(${value})`, quote: '"' }
    : { text: writeExpression(printing, write, value), quote: '' }

/**
 * What is concatenated for some members, a literal before each: `',"a":"' + jsonText(object.a)`, then `'"'`. A boolean
 * and what stands around it are one of two literals.
 */
const membersText = (
  printing: Printing,
  members: ObjectWrite['members'],
  start: '{' | ',',
  end: '}' | '',
): Code[] => {
  let literal: string = start
  return members.map(({ name, write }, i) => {
    const value = access(printing, code`object`, name)
    const before = `${literal}${i === 0 ? '' : ','}${JSON.stringify(name)}:`
    const isLast = i === members.length - 1
    if (onlyScalar(write) === 'boolean') {
      literal = ''
      const as = (text: 'true' | 'false'): Code => str(`${before}${text}${isLast ? end : ''}`)
      return code`(${printing.imports.check('isTrue')}(${value}) ? ${as('true')} : ${as('false')})`
    }
    const { text, quote } = memberText(printing, write, value)
    literal = quote
    const after = isLast && quote + end !== '' ? code` + ${str(quote + end)}` : code``
    return code`${str(before + quote)} + ${text}${after}`
  })
}

/** Required members in one expression, then the others, each only when it is there. */
const objectBody = (printing: Printing, constants: Constants, object: ObjectWrite): Code[] => {
  const { imports } = printing
  const required = object.members.filter((entry) => entry.required)
  const optional = object.members.filter((entry) => !entry.required)
  const lines: Code[] = [code`const object = ${imports.check('writableObject')}(value)`]
  const hasOthers = object.rest !== null || object.patterns.length > 0
  if (optional.length === 0 && !hasOthers) {
    if (required.length === 0) return [...lines, code`return '{}'`]
    const pieces = membersText(printing, required, '{', '}')
    return [...lines, code`return (\n  ${concatenation(pieces)}\n)`]
  }
  const pieces = required.length === 0 ? [] : membersText(printing, required, '{', '')
  lines.push(
    required.length === 0
      ? code`let text = ''`
      : required.length === 1
        ? code`let text = ${join(pieces, ' + ')}`
        : code`let text =\n  ${concatenation(pieces)}`,
  )
  const whenThere = optional.map((entry) => {
    const text = join(membersText(printing, [entry], ',', ''), ' + ')
    return [code`if (${access(printing, code`object`, entry.name)} !== undefined) text += ${text}`]
  })
  let parts = 0
  lines.push(...inParts(whenThere, (name) => ident(`${name}${++parts}`)))
  if (hasOthers) lines.push(restLoop(printing, constants, object))
  if (required.length > 0) return [...lines, code`return text + '}'`]
  return [...lines, code`return text === '' ? '{}' : '{' + text.slice(1) + '}'`]
}

/** `a +` and so on, one operand a line. */
const concatenation = (parts: readonly Code[]): Code[] =>
  parts.map((part, i) => (i < parts.length - 1 ? code`${part} +` : part))

/** Members that no name declares: by the patterns that theirs matches, else as the rest is. */
const restLoop = (
  printing: Printing,
  constants: Constants,
  { members, hidden, patterns, rest }: ObjectWrite,
): Code => {
  const { imports } = printing
  const declared = [...members.map((entry) => entry.name), ...hidden]
  const added = (write: WritePlan): Code => {
    const { text, quote } = memberText(printing, write, code`member`)
    const after = quote === '' ? code`` : code` + ${str(quote)}`
    return code`text += ',"' + ${imports.check('jsonText')}(name) + ${str(`":${quote}`)} + ${text}${after}`
  }
  const matched = patterns.map(
    ({ all, write }) => code`if (${namesTest(printing, constants, all)}) ${added(write)}`,
  )
  const other = rest === null ? [] : [added(rest)]
  const skip = code`switch (name) {\n  ${declared.map((name) => code`case ${str(name)}:`)}\n    continue\n}`
  const body = [
    ...(declared.length === 0 ? [] : [skip]),
    code`const member = object[name]`,
    ...(patterns.length === 0
      ? other.map((line) => code`if (member !== undefined) ${line}`)
      : [code`if (member === undefined) continue`, join([...matched, ...other], '\nelse ')]),
  ]
  return code`for (const name of Object.keys(object)) {\n  ${body}\n}`
}

const namesTest = (printing: Printing, constants: Constants, all: readonly PatternPlan[]): Code =>
  join(
    all.map((each) => nameTest(printing, constants, each)),
    ' && ',
  )

const nameTest = (printing: Printing, constants: Constants, pattern: PatternPlan): Code => {
  const constant = patternConstant(printing, constants, pattern)
  if (pattern.runs.by === 'regexp') return code`${constant}.test(name)`
  return code`${printing.imports.check('matchesName')}(${constant}, name)`
}
