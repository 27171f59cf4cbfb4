// Owns printing JSON writers: straight-line functions and expressions.

import type { ObjectWrite, WritePlan } from '../ir/plan/api.js'
import { type Code, code, ident, join, member, str } from './code.js'
import { isInherited } from './inherited.js'
import { type Printing, unitOf } from './types.js'

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
      text: code`${imports.check('writeArray')}(${value}, ${writerOf(printing, write.array)})`,
    })
  }
  if (scalars.has('number'))
    cases.push({
      test: code`typeof ${value} === 'number'`,
      text: code`${imports.check('writeNumber')}(${value})`,
    })
  if (scalars.has('string'))
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

/** An object without declared members: a map. */
const mapExpression = (printing: Printing, object: ObjectWrite, value: Code): Code => {
  if (object.members.length > 0)
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
  if (
    write.kind === 'value' &&
    write.array === null &&
    write.object === null &&
    write.scalars.length === 1
  ) {
    if (write.scalars[0] === 'string') return imports.check('writeString')
    if (write.scalars[0] === 'number') return imports.check('writeNumber')
    if (write.scalars[0] === 'boolean') return imports.check('writeBoolean')
  }
  return code`(item: unknown) => ${writeExpression(printing, write, code`item`)}`
}

/** The statements of a writer function whose parameter is `value`. */
export const writeBody = (printing: Printing, write: WritePlan): Code[] => {
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
  return [...lines, ...objectBody(printing, write.object)]
}

const isOnlyNull = (write: ValueWrite): boolean =>
  write.array === null && write.scalars.length === 1 && write.scalars[0] === 'null'

const isMap = (object: ObjectWrite): boolean => object.members.length + object.hidden.length === 0

const scalarTest = (write: ValueWrite): Code => {
  const tests = write.scalars.map((scalar) =>
    scalar === 'null' ? code`input === null` : code`typeof input === ${str(scalar)}`,
  )
  if (write.array !== null) tests.push(code`Array.isArray(input)`)
  return join(tests, ' || ')
}

const choiceBody = (printing: Printing, write: Extract<WritePlan, { kind: 'choice' }>): Code[] => {
  const { imports } = printing
  const cases = write.branches.map(({ values, unit: id }) => {
    const unit = unitOf(printing, id)
    const call = code`return ${imports.value(unit.file, `write${unit.name}`)}(input as ${imports.type(unit.file, unit.name)})`
    return code`${values.map((value) => code`case ${str(value)}:`)}\n  ${call}`
  })
  const tag = access(printing, code`object`, write.property)
  return [
    code`const input: unknown = value`,
    code`const object = ${imports.check('writableObject')}(input)`,
    code`switch (${tag}) {\n  ${cases}\n  default:\n    return ${imports.check('writeNothing')}(${str(`a known ${write.property}`)}, ${tag})\n}`,
  ]
}

const access = (printing: Printing, object: Code, name: string): Code =>
  isInherited(name)
    ? code`${printing.imports.check('own')}(${object}, ${str(name)})`
    : code`${object}${member(name)}`

const nameText = (name: string, start: string): Code => str(`${start}${JSON.stringify(name)}:`)

/** Required members in one expression, then the others, each only when it is there. */
const objectBody = (printing: Printing, object: ObjectWrite): Code[] => {
  const { imports } = printing
  const source = code`object`
  const required = object.members.filter((entry) => entry.required)
  const optional = object.members.filter((entry) => !entry.required)
  const lines: Code[] = [code`const object = ${imports.check('writableObject')}(value)`]
  const pieces = required.map(({ name, write }, i) => {
    const text = writeExpression(printing, write, access(printing, source, name))
    return code`${nameText(name, i === 0 ? '{' : ',')} + ${text}`
  })
  if (optional.length === 0 && object.rest === null) {
    if (pieces.length === 0) return [...lines, code`return '{}'`]
    return [...lines, code`return (\n  ${concatenation([...pieces, code`'}'`])}\n)`]
  }
  lines.push(
    pieces.length === 0
      ? code`let text = ''`
      : pieces.length === 1
        ? code`let text = ${pieces}`
        : code`let text =\n  ${concatenation(pieces)}`,
  )
  for (const { name, write } of optional) {
    const value = access(printing, source, name)
    const text = writeExpression(printing, write, value)
    lines.push(code`if (${value} !== undefined) text += ${nameText(name, ',')} + ${text}`)
  }
  if (object.rest !== null) lines.push(restLoop(printing, object, object.rest))
  if (pieces.length > 0) return [...lines, code`return text + '}'`]
  return [...lines, code`return text === '' ? '{}' : '{' + text.slice(1) + '}'`]
}

/** `a +` and so on, one operand a line. */
const concatenation = (parts: readonly Code[]): Code[] =>
  parts.map((part, i) => (i < parts.length - 1 ? code`${part} +` : part))

const restLoop = (printing: Printing, object: ObjectWrite, rest: WritePlan): Code => {
  const { imports } = printing
  const declared = [...object.members.map((entry) => entry.name), ...object.hidden]
  const text = writeExpression(printing, rest, code`member`)
  const body = [
    code`const member = object[name]`,
    code`if (member !== undefined) text += ',' + ${imports.check('writeString')}(name) + ':' + ${text}`,
  ]
  const skip = code`switch (name) {\n  ${declared.map((name) => code`case ${str(name)}:`)}\n    continue\n}`
  return code`for (const name of Object.keys(object)) {\n  ${[skip, ...body]}\n}`
}
