// Owns printing validators: straight-line statements that add what is wrong with a value to `issues`.

import type { CheckPlan, ChoicePlan, ValueCheck } from '../ir/plan/api.js'
import type { JsonType } from '../ir/schema.js'
import { typesOfCheck } from './check-types.js'
import { Code, code, join, member, str } from './code.js'
import type { Constants } from './constants.js'
import { hides } from './hidden.js'
import { isInherited } from './inherited.js'
import { elseOf, fail, failWith, LocalNames, listed, type StatementPrinter } from './statements.js'
import { type Printing, unitOf } from './types.js'
import {
  arrayStatements,
  enumTest,
  numberChain,
  objectStatements,
  stringChain,
} from './value-checks.js'

/** What printing a function's checks needs: the module, its constants, fresh names. */
export class CheckPrinter implements StatementPrinter {
  readonly #names = new LocalNames()
  constructor(
    readonly printing: Printing,
    readonly constants: Constants,
  ) {}

  fresh(word: string): Code {
    return this.#names.fresh(word)
  }

  access(object: Code, name: string): Code {
    if (!isInherited(name)) return code`${object}${member(name)}`
    return code`${this.printing.imports.check('own')}(${object}, ${str(name)})`
  }

  /**
   * Statements that check `value`, a constant. `at` is the segment that violations are put below, null
   * for the value itself; `known` is the JSON type that is certain already.
   */
  statements(
    check: CheckPlan,
    value: Code,
    at: Code | null,
    known: JsonType | null = null,
  ): Code[] {
    switch (check.kind) {
      case 'any':
        return []
      case 'never':
        return [fail(at, 'never', 'is not allowed')]
      case 'call':
        return this.#call(check.unit, value, at)
      case 'value':
        return isSimple(check) || at === null
          ? this.#value(check, value, at, known)
          : this.within(at, this.#value(check, value, null, known))
    }
  }

  /** Puts what `body` adds below the segment `at`. */
  within(at: Code, body: readonly Code[]): Code[] {
    const from = this.fresh('from')
    return [
      code`const ${from} = issues.count`,
      ...body,
      code`if (issues.count !== ${from}) issues.within(${from}, ${at})`,
    ]
  }

  #call(id: string, value: Code, at: Code | null): Code[] {
    const unit = unitOf(this.printing, id)
    const call = code`${this.printing.imports.value(unit.file, `validate${unit.name}`)}(${value}, issues)`
    if (at === null) return [call]
    const from = this.fresh('from')
    return [code`const ${from} = issues.count`, code`if (!${call}) issues.within(${from}, ${at})`]
  }

  #value(check: ValueCheck, value: Code, at: Code | null, known: JsonType | null): Code[] {
    const lines =
      check.enum === null
        ? this.#typed(check, value, at, known)
        : this.#enumerated(check, value, at)
    for (const part of check.allOf) lines.push(...this.statements(part, value, at))
    if (check.anyOf.length > 0) lines.push(...this.#union(check.anyOf, value, 'anyOf'))
    if (check.oneOf.length > 0) lines.push(...this.#union(check.oneOf, value, 'oneOf'))
    if (check.choice !== null) lines.push(...this.#choice(check.choice, value))
    if (check.not !== null) lines.push(...this.#not(check.not, value))
    return lines
  }

  #enumerated(check: ValueCheck, value: Code, at: Code | null): Code[] {
    const { test, message } = enumTest(this, check.enum ?? [], value)
    const failure = fail(at, 'enum', message)
    const rest = this.#typed({ ...check, types: null }, value, at, null)
    if (rest.length === 0) return [code`if (${test}) ${failure}`]
    return [code`if (${test}) ${failure}\nelse {\n  ${rest}\n}`]
  }

  /** The type test and, in its branches, what each type asks for. */
  #typed(check: ValueCheck, value: Code, at: Code | null, known: JsonType | null): Code[] {
    if (known !== null) return this.#branch(check, known, value, at)
    const types = check.types ?? constrainedTypes(check)
    const isInteger = types.includes('integer') && !types.includes('number')
    const kinds = types.filter((type) => type !== 'integer' || isInteger)
    const branches = kinds.map((type) => ({ type, body: this.#branch(check, type, value, at) }))
    const failure = check.types === null ? null : this.#typeFailure(check.types, value, at)
    return chain(
      branches.map(({ type, body }) => ({ test: this.#test(type, value), body })),
      failure,
    )
  }

  /** Numbers say why when it is only their size that does not fit. */
  #typeFailure(types: readonly JsonType[], value: Code, at: Code | null): Code {
    const message = `must be ${describe(types)}`
    if (!types.includes('integer') && !types.includes('number')) return fail(at, 'type', message)
    const text = code`${this.printing.imports.check('numberMessage')}(${value}, ${str(message)})`
    return failWith(at, 'type', text)
  }

  #test(type: JsonType, value: Code): Code {
    switch (type) {
      case 'null':
        return code`${value} === null`
      case 'array':
        return code`Array.isArray(${value})`
      case 'object':
        return code`${this.printing.imports.check('isObject')}(${value})`
      case 'integer':
        return code`${this.printing.imports.check('isInteger')}(${value})`
      case 'number':
        return code`${this.printing.imports.check('isNumber')}(${value})`
      default:
        return code`typeof ${value} === ${str(type)}`
    }
  }

  #branch(check: ValueCheck, type: JsonType, value: Code, at: Code | null): Code[] {
    switch (type) {
      case 'string':
        return check.string === null ? [] : stringChain(this, check.string, value, at)
      case 'integer':
      case 'number':
        return check.number === null ? [] : numberChain(this, check.number, value, at)
      case 'array':
        return check.array === null ? [] : arrayStatements(this, check.array, value)
      case 'object':
        return check.object === null ? [] : objectStatements(this, check.object, value)
      default:
        return []
    }
  }

  #union(branches: readonly CheckPlan[], value: Code, keyword: 'anyOf' | 'oneOf'): Code[] {
    const types = branches.map((branch) => typesOfCheck(this.printing.units, branch))
    if (areDisjoint(types)) {
      const all = types.flatMap((set) => [...(set ?? [])])
      const parts = branches.map((branch, i) => {
        const tests = [...(types[i] ?? [])].map((type) =>
          this.#test(type === 'integer' ? 'number' : type, value),
        )
        return { test: join(tests, ' || '), body: this.statements(branch, value, null) }
      })
      return chain(parts, fail(null, 'type', `must be ${describe(all)}`))
    }
    return keyword === 'anyOf' ? this.#anyOf(branches, value) : this.#oneOf(branches, value)
  }

  #anyOf(branches: readonly CheckPlan[], value: Code): Code[] {
    const start = this.fresh('start')
    const hidden = this.#hiddenBefore(branches)
    const message = `must match at least one of ${branches.length} schemas`
    let inner: Code[] = [code`issues.cut(${start})`, fail(null, 'anyOf', message)]
    for (let i = branches.length - 1; i >= 0; i--) {
      const branch = branches[i]
      if (branch === undefined) continue
      const cut = i === 0 ? [] : [code`issues.cut(${start})`, ...hidden.forget]
      inner = [
        ...cut,
        ...this.statements(branch, value, null),
        code`if (issues.count !== ${start}) {\n  ${inner}\n}`,
      ]
    }
    return [code`const ${start} = issues.count`, ...hidden.setup, ...inner]
  }

  #oneOf(branches: readonly CheckPlan[], value: Code): Code[] {
    const start = this.fresh('start')
    const matched = this.fresh('matched')
    const lines = [code`const ${start} = issues.count`, code`let ${matched} = 0`]
    for (const branch of branches) {
      const hidden = this.#hiddenBefore([branch])
      const forget = [code`issues.cut(${start})`, ...hidden.forget]
      const failed = hidden.forget.length === 0 ? code`${forget}` : code`{\n  ${forget}\n}`
      lines.push(...hidden.setup, ...this.statements(branch, value, null))
      lines.push(code`if (issues.count === ${start}) ${matched}++\nelse ${failed}`)
    }
    const message = `must match exactly one of ${branches.length} schemas`
    lines.push(code`if (${matched} !== 1) ${fail(null, 'oneOf', message)}`)
    return lines
  }

  #not(check: CheckPlan, value: Code): Code[] {
    const start = this.fresh('start')
    const hidden = this.#hiddenBefore([check])
    return [
      code`const ${start} = issues.count`,
      ...hidden.setup,
      ...this.statements(check, value, null),
      ...hidden.forget,
      code`if (issues.count === ${start}) ${fail(null, 'not', 'must not match the schema that is excluded')}\nelse issues.cut(${start})`,
    ]
  }

  /** Statements around branches that hide members: a branch that does not match hides nothing. */
  #hiddenBefore(branches: readonly CheckPlan[]): { setup: Code[]; forget: Code[] } {
    if (!branches.some((branch) => hides(this.printing, branch))) return { setup: [], forget: [] }
    const before = this.fresh('hidden')
    return {
      setup: [code`const ${before} = issues.hidden`],
      forget: [code`issues.keep(${before})`],
    }
  }

  #choice(choice: ChoicePlan, value: Code): Code[] {
    const tag = this.fresh('tag')
    const known = choice.branches.flatMap((branch) => branch.values)
    const cases = choice.branches.map(({ values, check }) => {
      const body = this.statements(check, value, null)
      return code`${values.map((text) => code`case ${str(text)}:`)} {\n  ${[...body, code`break`]}\n}`
    })
    const failure = fail(str(choice.property), 'discriminator', `must be one of ${listed(known)}`)
    const body = [
      code`const ${tag} = ${this.access(value, choice.property)}`,
      code`switch (${tag}) {\n  ${cases}\n  default:\n    ${failure}\n}`,
    ]
    const isObject = code`${this.printing.imports.check('isObject')}(${value})`
    return [code`if (${isObject}) {\n  ${body}\n} else ${fail(null, 'type', 'must be an object')}`]
  }
}

/** `if (a) {...} else if (b) {...} else failure`; branches without a body are only excluded. */
const chain = (
  parts: readonly { readonly test: Code; readonly body: readonly Code[] }[],
  failure: Code | null,
): Code[] => {
  const full = parts.filter((part) => part.body.length > 0)
  const empty = parts.filter((part) => part.body.length === 0)
  if (full.length === 0 && failure === null) return []
  const excluded = join(
    empty.map((part) => part.test),
    ' || ',
  )
  const [only] = full
  if (only && full.length === 1 && empty.length === 0 && failure !== null) {
    return [code`if (${negated(only.test)}) ${failure}\n${elseOf(only.body)}`]
  }
  const links = full.map(({ test, body }) => code`if (${test}) {\n  ${body}\n}`)
  if (failure !== null) {
    links.push(empty.length > 0 ? code`if (${negated(excluded)}) ${failure}` : failure)
  }
  const simplified = full.length === 0 && empty.length === 1 && empty[0] && failure
  if (simplified && empty[0]) return [code`if (${negated(empty[0].test)}) ${failure}`]
  return [join(links, ' else ')]
}

const negated = (test: Code): Code => {
  const match = /^typeof ([\w$.]+) === ('[a-z]+')$/.exec(test.text)
  if (match) return Code.of(`typeof ${match[1]} !== ${match[2]}`)
  const isNull = /^([\w$.]+) === null$/.exec(test.text)
  if (isNull) return Code.of(`${isNull[1]} !== null`)
  return / (&&|\|\||===) /.test(test.text) ? code`!(${test})` : code`!${test}`
}

const areDisjoint = (sets: readonly (ReadonlySet<JsonType> | null)[]): boolean => {
  const seen = new Set<JsonType>()
  for (const set of sets) {
    if (set === null || set.size === 0) return false
    const kinds = new Set([...set].map((type) => (type === 'integer' ? 'number' : type)))
    for (const type of kinds) if (seen.size === seen.add(type).size) return false
  }
  return true
}

/** Without `type`, only values of the types that some keyword is about are looked at. */
const constrainedTypes = (check: ValueCheck): JsonType[] => [
  ...(check.string === null ? [] : (['string'] as const)),
  ...(check.number === null ? [] : (['number'] as const)),
  ...(check.array === null ? [] : (['array'] as const)),
  ...(check.object === null ? [] : (['object'] as const)),
]

const isSimple = (check: ValueCheck): boolean =>
  check.array === null &&
  check.object === null &&
  check.allOf.length + check.anyOf.length + check.oneOf.length === 0 &&
  check.choice === null &&
  check.not === null

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
