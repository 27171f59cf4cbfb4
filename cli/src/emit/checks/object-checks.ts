// Owns printing what objects have to satisfy.

import type { CheckPlan, ObjectCheck } from '../../ir/plan/checks.js'
import { type Code, code, join, json, num, str } from '../code/code.js'
import { inParts } from '../code/parts.js'
import { elseOf, fail, type StatementPrinter } from '../code/statements.js'
import { becoming, exactAccess, hasDigits } from './becoming.js'
import { patternTest, plural } from './value-checks.js'

export const objectStatements = (
  printer: StatementPrinter,
  check: ObjectCheck,
  value: Code,
): Code[] => [
  ...inParts(
    check.members.map((member) => memberStatements(printer, value, member)),
    (name) => printer.fresh(name),
  ),
  ...check.hidden.map((name) => {
    const isThere = code`${printer.access(value, name)} !== undefined`
    return code`if (${isThere}) issues.hide(${value}, ${str(name)})`
  }),
  ...check.required.map((name) => {
    const failure = fail(str(name), 'required', 'is required')
    return code`if (${printer.access(value, name)} === undefined) ${failure}`
  }),
  ...counts(printer, check, value),
  ...(needsLoop(check) ? [memberLoop(printer, check, value)] : []),
  ...evaluatedNames(printer, check),
  ...dependencies(printer, check, value),
]

const counts = (
  printer: StatementPrinter,
  { membersMin, membersMax }: ObjectCheck,
  value: Code,
): Code[] => {
  const lines: Code[] = []
  const count = () => code`${printer.printing.imports.check('countKeys')}(${value})`
  if (membersMax !== null) {
    const failure = fail(null, 'maxProperties', `must have at most ${plural(membersMax, 'member')}`)
    lines.push(code`if (${count()} > ${num(membersMax)}) ${failure}`)
  }
  if (membersMin !== null && membersMin > 0) {
    const failure = fail(
      null,
      'minProperties',
      `must have at least ${plural(membersMin, 'member')}`,
    )
    lines.push(code`if (${count()} < ${num(membersMin)}) ${failure}`)
  }
  return lines
}

const memberStatements = (
  printer: StatementPrinter,
  value: Code,
  { name, required, check, default: fallback }: ObjectCheck['members'][number],
): Code[] => {
  const segment = str(name)
  const plain = printer.access(value, name)
  const source = exactAccess(printer, check, { holder: value, key: segment, access: plain })
  const absent =
    fallback !== null
      ? code`issues.assign(${value}, ${segment}, ${json(fallback.value)})`
      : required
        ? fail(segment, 'required', 'is required')
        : null
  const local = printer.fresh(name)
  const body =
    check.kind === 'any'
      ? []
      : [
          ...printer.statements(check, local, segment),
          ...becoming(printer, check, { holder: value, key: segment, value: local }),
        ]
  if (body.length === 0)
    return absent === null ? [] : [code`if (${source} === undefined) ${absent}`]
  const declaration = code`const ${local} = ${source}`
  if (absent === null) return [declaration, code`if (${local} !== undefined) {\n  ${body}\n}`]
  return [declaration, code`if (${local} === undefined) ${absent}\n${elseOf(body)}`]
}

const needsLoop = ({ rest, patterns, names }: ObjectCheck): boolean =>
  rest.kind !== 'any' || patterns.length > 0 || names.kind !== 'any'

/** One pass over all members: their names, the patterns that these match, and those that nothing declares. */
const memberLoop = (printer: StatementPrinter, check: ObjectCheck, value: Code): Code => {
  const name = printer.fresh('name')
  const local = printer.fresh('member')
  const declared = check.members.map((entry) => entry.name)
  const nameLines = nameStatements(printer, check.names, name)
  const rest = restStatements(printer, check.rest, name, local, value)
  if (check.patterns.length === 0) {
    const skip =
      rest.length === 0 || declared.length === 0
        ? []
        : [
            code`switch (${name}) {\n  ${declared.map((each) => code`case ${str(each)}:`)}\n    continue\n}`,
          ]
    const source =
      check.rest.kind === 'never' || rest.length === 0
        ? []
        : [code`const ${local} = ${memberAt(printer, check.rest, value, name)}`]
    return code`for (const ${name} in ${value}) {\n  ${[...nameLines, ...skip, ...source, ...rest]}\n}`
  }
  const patterns = patternStatements(printer, check, { name, local, value })
  const described = [check.rest, ...check.patterns.map((entry) => entry.check)]
  const first = described.find(hasDigits)
  const undeclared = [
    code`!${patterns.matched}`,
    ...declared.map((each) => code`${name} !== ${str(each)}`),
  ]
  const body = [
    code`const ${local} = ${memberAt(printer, first ?? check.rest, value, name)}`,
    ...nameLines,
    ...(rest.length === 0 ? [] : [code`let ${patterns.matched} = false`]),
    ...patterns.lines,
    ...(rest.length === 0 ? [] : [code`if (${join(undeclared, ' && ')}) {\n  ${rest}\n}`]),
  ]
  return code`for (const ${name} in ${value}) {\n  ${body}\n}`
}

const nameStatements = (printer: StatementPrinter, check: CheckPlan, name: Code): Code[] => {
  if (check.kind === 'any') return []
  if (check.kind === 'never') return [fail(name, 'propertyNames', 'is not allowed')]
  const text = printer.fresh('text')
  return [code`const ${text}: unknown = ${name}`, ...printer.statements(check, text, name)]
}

const restStatements = (
  printer: StatementPrinter,
  rest: CheckPlan,
  name: Code,
  local: Code,
  value: Code,
): Code[] =>
  rest.kind === 'never'
    ? [fail(name, 'additionalProperties', 'is not allowed')]
    : [
        ...printer.statements(rest, local, name),
        ...becoming(printer, rest, { holder: value, key: name, value: local }),
      ]

const memberAt = (printer: StatementPrinter, check: CheckPlan, value: Code, name: Code): Code =>
  exactAccess(printer, check, { holder: value, key: name, access: code`${value}[${name}]` })

const patternStatements = (
  printer: StatementPrinter,
  { patterns, rest }: ObjectCheck,
  { name, local, value }: { readonly name: Code; readonly local: Code; readonly value: Code },
): { readonly matched: Code; readonly lines: Code[] } => {
  const matched = printer.fresh('matched')
  const lines = patterns.flatMap(({ pattern, check }) => {
    const test = patternTest(printer, pattern, name, name)
    const body = [
      ...(rest.kind === 'any' ? [] : [code`${matched} = true`]),
      ...printer.evaluated(code`names(${name})`),
      ...(check.kind === 'never'
        ? [fail(name, 'patternProperties', 'is not allowed')]
        : [
            ...printer.statements(check, local, name),
            ...becoming(printer, check, { holder: value, key: name, value: local }),
          ]),
    ]
    return body.length === 0 ? [] : [code`if (${test}) {\n  ${body}\n}`]
  })
  return { matched, lines }
}

const evaluatedNames = (printer: StatementPrinter, check: ObjectCheck): Code[] => {
  if (check.takesRest) return printer.evaluated(code`allNames()`)
  const names = check.members.map(({ name }) => str(name))
  return names.length === 0 ? [] : printer.evaluated(code`names(${join(names, ', ')})`)
}

const dependencies = (printer: StatementPrinter, check: ObjectCheck, value: Code): Code[] => {
  const isThere = (name: string) => code`${printer.access(value, name)} !== undefined`
  const required = check.dependentRequired.flatMap(({ name, required: needed }) => {
    const lines = needed.map((other) => {
      const failure = fail(
        str(other),
        'dependentRequired',
        `is required where ${JSON.stringify(name)} is given`,
      )
      return code`if (${printer.access(value, other)} === undefined) ${failure}`
    })
    return lines.length === 0 ? [] : [code`if (${isThere(name)}) {\n  ${lines}\n}`]
  })
  const schemas = check.dependentSchemas.flatMap(({ name, check: inner }) => {
    const lines =
      inner.kind === 'never'
        ? [fail(str(name), 'dependentSchemas', 'is not allowed')]
        : printer.inPlace(inner, value)
    return lines.length === 0 ? [] : [code`if (${isThere(name)}) {\n  ${lines}\n}`]
  })
  return [...required, ...schemas]
}
