// Owns printing what one JSON type asks for: text, numbers, arrays, objects, enumerations.

import { checkedFormats } from '../ir/formats.js'
import type { ArrayCheck, NumberCheck, ObjectCheck, StringCheck } from '../ir/plan/api.js'
import type { JsonValue } from '../ir/schema.js'
import { Code, code, join, json, num, str } from './code.js'
import { elseOf, fail, listed, type StatementPrinter } from './statements.js'

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

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
    const test = code`!${printer.constants.pattern(pattern.source, pattern.flags)}.test(${value})`
    links.push({ test, failure: fail(at, 'pattern', `must match the pattern ${pattern.source}`) })
  }
  if (format !== null) {
    const test = code`!${imports.check(checkedFormats[format])}(${value})`
    links.push({ test, failure: fail(at, 'format', `must be a valid ${format}`) })
  }
  return linked(links)
}

export const numberChain = (
  printer: StatementPrinter,
  check: NumberCheck,
  value: Code,
  at: Code | null,
): Code[] => {
  const links: Link[] = []
  const bound = (limit: number | null, operator: Code, keyword: string, words: string) => {
    if (limit === null) return
    const test = code`${value} ${operator} ${num(limit)}`
    links.push({ test, failure: fail(at, keyword, `must be ${words} ${limit}`) })
  }
  bound(check.minimum, Code.of('<'), 'minimum', '>=')
  bound(check.maximum, Code.of('>'), 'maximum', '<=')
  bound(check.exclusiveMinimum, Code.of('<='), 'exclusiveMinimum', '>')
  bound(check.exclusiveMaximum, Code.of('>='), 'exclusiveMaximum', '<')
  if (check.multipleOf !== null) {
    const test = code`!${printer.printing.imports.check('isMultipleOf')}(${value}, ${num(check.multipleOf)})`
    links.push({
      test,
      failure: fail(at, 'multipleOf', `must be a multiple of ${check.multipleOf}`),
    })
  }
  if (check.safe) {
    const test = code`!Number.isSafeInteger(${value})`
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
  members: readonly JsonValue[],
  value: Code,
): { readonly test: Code; readonly message: string } => {
  const texts = members.map((member) => (typeof member === 'string' ? member : null))
  const shown = texts.every((text) => text !== null) ? listed(texts) : listedJson(members)
  const message = members.length === 1 ? `must be ${shown}` : `must be one of ${shown}`
  if (members.length === 0) return { test: code`true`, message: 'is not allowed' }
  if (members.some((member) => typeof member === 'object' && member !== null)) {
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

const listedJson = (members: readonly JsonValue[]): string => {
  const shown = members.slice(0, 10).map((member) => JSON.stringify(member))
  return members.length > 10
    ? `${shown.join(', ')} and ${members.length - 10} more`
    : shown.join(', ')
}

export const arrayStatements = (
  printer: StatementPrinter,
  check: ArrayCheck,
  value: Code,
): Code[] => {
  const lines: Code[] = []
  const { itemsMin, itemsMax } = check
  if (itemsMax !== null) {
    lines.push(
      code`if (${value}.length > ${num(itemsMax)}) ${fail(null, 'maxItems', `must have at most ${plural(itemsMax, 'item')}`)}`,
    )
  }
  if (itemsMin !== null && itemsMin > 0) {
    lines.push(
      code`if (${value}.length < ${num(itemsMin)}) ${fail(null, 'minItems', `must have at least ${plural(itemsMin, 'item')}`)}`,
    )
  }
  check.prefix.forEach((item, i) => {
    const local = printer.fresh('item')
    const body = printer.statements(item, local, num(i))
    if (body.length === 0) return
    lines.push(
      code`if (${value}.length > ${num(i)}) {\n  ${[code`const ${local}: unknown = ${value}[${num(i)}]`, ...body]}\n}`,
    )
  })
  if (check.items.kind !== 'any') lines.push(itemLoop(printer, check, value))
  if (check.unique) {
    const test = code`!${printer.printing.imports.check('isUnique')}(${value})`
    lines.push(code`if (${test}) ${fail(null, 'uniqueItems', 'must not have equal items')}`)
  }
  return lines
}

const itemLoop = (printer: StatementPrinter, check: ArrayCheck, value: Code): Code => {
  const index = printer.fresh('i')
  const local = printer.fresh('item')
  const body = [
    code`const ${local}: unknown = ${value}[${index}]`,
    ...printer.statements(check.items, local, index),
  ]
  const start = num(check.prefix.length)
  return code`for (let ${index} = ${start}; ${index} < ${value}.length && !issues.full; ${index}++) {\n  ${body}\n}`
}

export const objectStatements = (
  printer: StatementPrinter,
  check: ObjectCheck,
  value: Code,
): Code[] => {
  const lines: Code[] = []
  for (const { name, required, check: inner } of check.members) {
    lines.push(...memberStatements(printer, value, name, required, inner))
  }
  for (const name of check.hidden) {
    const isThere = code`${printer.access(value, name)} !== undefined`
    lines.push(code`if (${isThere}) issues.hide(${value}, ${str(name)})`)
  }
  for (const name of check.required) {
    const failure = fail(str(name), 'required', 'is required')
    lines.push(code`if (${printer.access(value, name)} === undefined) ${failure}`)
  }
  const { membersMin, membersMax } = check
  const count = () => code`${printer.printing.imports.check('countKeys')}(${value})`
  if (membersMax !== null) {
    lines.push(
      code`if (${count()} > ${num(membersMax)}) ${fail(null, 'maxProperties', `must have at most ${plural(membersMax, 'member')}`)}`,
    )
  }
  if (membersMin !== null && membersMin > 0) {
    lines.push(
      code`if (${count()} < ${num(membersMin)}) ${fail(null, 'minProperties', `must have at least ${plural(membersMin, 'member')}`)}`,
    )
  }
  if (check.rest.kind !== 'any') lines.push(restLoop(printer, check, value))
  return lines
}

const memberStatements = (
  printer: StatementPrinter,
  value: Code,
  name: string,
  required: boolean,
  check: ObjectCheck['members'][number]['check'],
): Code[] => {
  const segment = str(name)
  const missing = fail(segment, 'required', 'is required')
  const source = printer.access(value, name)
  if (check.kind === 'any') return required ? [code`if (${source} === undefined) ${missing}`] : []
  const local = printer.fresh(name)
  const body = printer.statements(check, local, segment)
  const declaration = code`const ${local} = ${source}`
  if (body.length === 0) return required ? [code`if (${source} === undefined) ${missing}`] : []
  if (required) return [declaration, code`if (${local} === undefined) ${missing}\n${elseOf(body)}`]
  return [declaration, code`if (${local} !== undefined) {\n  ${body}\n}`]
}

/** Members that are not declared. */
const restLoop = (printer: StatementPrinter, check: ObjectCheck, value: Code): Code => {
  const name = printer.fresh('name')
  const local = printer.fresh('member')
  const inner = printer.statements(check.rest, local, name)
  const body =
    check.rest.kind === 'never'
      ? [fail(name, 'additionalProperties', 'is not allowed')]
      : [code`const ${local} = ${value}[${name}]`, ...inner]
  const skip =
    check.members.length === 0
      ? []
      : [
          code`switch (${name}) {\n  ${check.members.map((entry) => code`case ${str(entry.name)}:`)}\n    continue\n}`,
        ]
  return code`for (const ${name} in ${value}) {\n  ${[...skip, ...body]}\n}`
}
