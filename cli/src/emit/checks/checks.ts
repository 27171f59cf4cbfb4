// Owns printing validators: straight-line statements that add what is wrong with a value to `issues`.

import {
  type CheckCallPlan,
  type CheckPlan,
  type ChoicePlan,
  type ConditionPlan,
  isSimple,
  type PatternPlan,
  type ValueCheck,
} from '../../ir/plan/checks.js'
import type { JsonType } from '../../ir/schema.js'
import { type Code, code, member, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import { isInherited } from '../code/inherited.js'
import { type Printing, unitOf } from '../code/printing.js'
import {
  blockOf,
  fail,
  failWith,
  LocalNames,
  listed,
  type StatementPrinter,
} from '../code/statements.js'
import { arrayStatements } from './array-checks.js'
import { changes } from './changes.js'
import { isExact, typesOfCheck, typeToldBy } from './check-types.js'
import { asTest, inRounds } from './number-tests.js'
import { objectStatements } from './object-checks.js'
import { patternConstant } from './pattern-constants.js'
import { anyOf, areDisjoint, chain, constrainedTypes, describe, typeTest } from './type-tests.js'
import { unevaluatedStatements } from './unevaluated.js'
import { enumTest, numberChain, stringChain } from './value-checks.js'

/** Branches of `anyOf` that are written inside each other, which reads well; thousands would be indented for ever. */
const nestedBranchesMax = 16

/** What printing a function's checks needs: the module, its constants, fresh names. */
export class CheckPrinter implements StatementPrinter {
  readonly #names = new LocalNames()
  /** The `Evaluated` of the value that is being checked; null where no keyword asks what was evaluated. */
  #seen: Code | null = null
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

  pattern(pattern: PatternPlan): Code {
    return patternConstant(this.printing, this.constants, pattern)
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
    return this.#following(null, () => this.#statements(check, value, at, known))
  }

  inPlace(check: CheckPlan, value: Code): Code[] {
    return this.#statements(check, value, null, null)
  }

  /** As `statements` of the value itself, while what is evaluated goes to `seen`. */
  noting(seen: Code, check: CheckPlan, value: Code, known: JsonType | null): Code[] {
    return this.#following(seen, () => this.#statements(check, value, null, known))
  }

  evaluated(call: Code): Code[] {
    return this.#seen === null ? [] : [code`${this.#seen}.${call}`]
  }

  /** Runs `print` while what is evaluated goes to `seen`. */
  #following<T>(seen: Code | null, print: () => T): T {
    const before = this.#seen
    this.#seen = seen
    try {
      return print()
    } finally {
      this.#seen = before
    }
  }

  #statements(check: CheckPlan, value: Code, at: Code | null, known: JsonType | null): Code[] {
    switch (check.kind) {
      case 'any':
        return []
      case 'never':
        return [fail(at, 'never', 'is not allowed')]
      case 'call':
        return this.#call(check, value, at)
      case 'value':
        return isSimple(check) || at === null
          ? this.#value(check, value, at, known)
          : this.within(at, this.#value(check, value, null, known))
    }
  }

  /** Puts what `body` adds below the segment `at`. */
  within(at: Code, body: readonly Code[]): Code[] {
    if (body.length === 0) return []
    const from = this.fresh('from')
    return [
      code`const ${from} = issues.count`,
      ...body,
      code`if (issues.count !== ${from}) issues.within(${from}, ${at})`,
    ]
  }

  #call({ unit: id, mode }: CheckCallPlan, value: Code, at: Code | null): Code[] {
    const unit = unitOf(this.printing, id)
    const { imports } = this.printing
    const call =
      mode === 'noted' && this.#seen !== null
        ? code`${imports.value(unit.file, `evaluate${unit.name}`)}(${value}, issues, ${this.#seen})`
        : code`${imports.value(unit.file, `validate${unit.name}`)}(${value}, issues)`
    if (at === null) return [call]
    const from = this.fresh('from')
    return [code`const ${from} = issues.count`, code`if (!${call}) issues.within(${from}, ${at})`]
  }

  #value(check: ValueCheck, value: Code, at: Code | null, known: JsonType | null): Code[] {
    if (check.unevaluated === null) return this.#keywords(check, value, at, known)
    const outer = this.#seen
    const seen = this.fresh('seen')
    const start = this.fresh('start')
    const lines = this.#following(seen, () => this.#keywords(check, value, at, known))
    return [
      code`const ${seen} = new ${this.printing.imports.check('Evaluated')}()`,
      code`const ${start} = issues.count`,
      ...lines,
      ...unevaluatedStatements(this, check.unevaluated, { value, seen, start }),
      ...(outer === null ? [] : [code`${outer}.merge(${seen})`]),
    ]
  }

  #keywords(check: ValueCheck, value: Code, at: Code | null, known: JsonType | null): Code[] {
    const lines =
      check.enum === null
        ? this.#typed(check, value, at, known)
        : this.#enumerated(check, value, at)
    for (const part of check.allOf) lines.push(...this.#statements(part, value, at, null))
    if (check.anyOf.length > 0) lines.push(...this.#union(check.anyOf, value, 'anyOf'))
    if (check.oneOf.length > 0) lines.push(...this.#union(check.oneOf, value, 'oneOf'))
    if (check.choice !== null) lines.push(...this.#choice(check.choice, value))
    if (check.not !== null) lines.push(...this.#not(check.not, value))
    if (check.condition !== null) lines.push(...this.#condition(check.condition, value))
    return lines
  }

  /** A branch that is tried: what it evaluates counts only when it matches. */
  #tried(
    check: CheckPlan,
    value: Code,
  ): {
    readonly setup: Code[]
    readonly body: Code[]
    readonly keep: Code[]
    readonly forget: Code[]
  } {
    const outer = this.#seen
    const hidden = this.#notedBefore([check])
    if (outer === null)
      return {
        setup: hidden.setup,
        body: this.inPlace(check, value),
        keep: [],
        forget: hidden.forget,
      }
    const seen = this.fresh('seen')
    const body = this.#following(seen, () => this.inPlace(check, value))
    const made = code`const ${seen} = new ${this.printing.imports.check('Evaluated')}()`
    return {
      setup: [...hidden.setup, made],
      body,
      keep: [code`${outer}.merge(${seen})`],
      forget: hidden.forget,
    }
  }

  #enumerated(check: ValueCheck, value: Code, at: Code | null): Code[] {
    const { test, message } = enumTest(this, check, value)
    const failure = fail(at, 'enum', message)
    if (check.enum?.length === 0) return [failure]
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
    const failure = check.types === null ? null : this.#typeFailure(check, check.types, value, at)
    return chain(
      branches.map(({ type, body }) => ({
        test: typeTest(this.printing.imports, type, value, check.exact),
        body,
      })),
      failure,
    )
  }

  /** Numbers say why when it is only their size that does not fit. */
  #typeFailure(
    { exact }: ValueCheck,
    types: readonly JsonType[],
    value: Code,
    at: Code | null,
  ): Code {
    const message = `must be ${describe(types)}`
    if (!types.includes('integer') && !types.includes('number')) return fail(at, 'type', message)
    if (exact === 'real') return fail(at, 'type', message)
    const name = exact === 'integer' ? 'integerMessage' : 'numberMessage'
    const text = code`${this.printing.imports.check(name)}(${value}, ${str(message)})`
    return failWith(at, 'type', text)
  }

  #branch(check: ValueCheck, type: JsonType, value: Code, at: Code | null): Code[] {
    switch (type) {
      case 'string':
        return check.string === null ? [] : stringChain(this, check.string, value, at)
      case 'integer':
      case 'number':
        return check.number === null ? [] : numberChain(this, check.number, value, at, check.exact)
      case 'array':
        return check.array === null
          ? []
          : arrayStatements(this, check.array, value, check.inDigits !== undefined)
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
        const exact = isExact(this.printing.units, branch) ? 'real' : undefined
        const kinds = [...(types[i] ?? [])].map((type) => (type === 'integer' ? 'number' : type))
        const tests = kinds.map((kind) => typeTest(this.printing.imports, kind, value, exact))
        return {
          test: anyOf(tests),
          body: this.#statements(branch, value, null, typeToldBy(types[i])),
        }
      })
      return chain(parts, fail(null, 'type', `must be ${describe(all)}`))
    }
    // What every matching branch evaluated counts, so that none may be left out.
    return keyword === 'anyOf' && this.#seen === null
      ? this.#anyOf(branches, value)
      : this.#counted(branches, value, keyword)
  }

  #anyOf(branches: readonly CheckPlan[], value: Code): Code[] {
    const start = this.fresh('start')
    const hidden = this.#notedBefore(branches)
    const message = `must match at least one of ${branches.length} schemas`
    if (branches.length > nestedBranchesMax) {
      const done = this.fresh('done')
      const tried = branches.flatMap((branch, i) => [
        ...(i === 0 ? [] : hidden.forget),
        ...this.statements(branch, value, null),
        code`if (issues.count === ${start}) break ${done}`,
        code`issues.cut(${start})`,
      ])
      const lines = [...tried, fail(null, 'anyOf', message)]
      return [code`const ${start} = issues.count`, ...hidden.setup, code`${done}: {\n  ${lines}\n}`]
    }
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

  #counted(branches: readonly CheckPlan[], value: Code, keyword: 'anyOf' | 'oneOf'): Code[] {
    const start = this.fresh('start')
    const matched = this.fresh('matched')
    const lines: Code[] = []
    for (const branch of branches) {
      const { setup, body, keep, forget } = this.#tried(branch, value)
      const passed = blockOf([code`${matched}++`, ...keep])
      const failed = blockOf([code`issues.cut(${start})`, ...forget])
      lines.push(...setup, ...body, code`if (issues.count === ${start}) ${passed}\nelse ${failed}`)
    }
    const [test, words] =
      keyword === 'oneOf'
        ? [code`${matched} !== 1`, 'exactly']
        : [code`${matched} === 0`, 'at least']
    const message = `must match ${words} one of ${branches.length} schemas`
    return [
      code`const ${start} = issues.count`,
      code`let ${matched} = 0`,
      ...(keyword === 'oneOf' ? inRounds(this, branches, matched, lines) : lines),
      code`if (${test}) ${fail(null, keyword, message)}`,
    ]
  }

  #not(check: CheckPlan, value: Code): Code[] {
    const start = this.fresh('start')
    const hidden = this.#notedBefore([check])
    return [
      code`const ${start} = issues.count`,
      ...hidden.setup,
      ...asTest(this, check, this.statements(check, value, null)),
      ...hidden.forget,
      code`if (issues.count === ${start}) ${fail(null, 'not', 'must not match the schema that is excluded')}\nelse issues.cut(${start})`,
    ]
  }

  #condition({ test, matched, otherwise }: ConditionPlan, value: Code): Code[] {
    const start = this.fresh('start')
    const { setup, body, keep, forget } = this.#tried(test, value)
    const passed = [...keep, ...this.inPlace(matched, value)]
    const failed = [code`issues.cut(${start})`, ...forget, ...this.inPlace(otherwise, value)]
    return [
      code`const ${start} = issues.count`,
      ...setup,
      ...asTest(this, test, body),
      passed.length === 0
        ? code`if (issues.count !== ${start}) ${blockOf(failed)}`
        : code`if (issues.count === ${start}) ${blockOf(passed)}\nelse ${blockOf(failed)}`,
    ]
  }

  /** Statements around branches that change members: a branch that does not match changes nothing. */
  #notedBefore(branches: readonly CheckPlan[]): { setup: Code[]; forget: Code[] } {
    if (!branches.some((branch) => changes(this.printing, branch))) return { setup: [], forget: [] }
    const before = this.fresh('noted')
    return {
      setup: [code`const ${before} = issues.changes`],
      forget: [code`issues.keep(${before})`],
    }
  }

  #choice(choice: ChoicePlan, value: Code): Code[] {
    const tag = this.fresh('tag')
    const known = choice.branches.flatMap((branch) => branch.values)
    const cases = choice.branches.map(({ values, isFallback, check }) => {
      const body = this.inPlace(check, value)
      const labels = values.map((text) => code`case ${str(text)}:`)
      const all = isFallback ? [...labels, code`default:`] : labels
      return code`${all} {\n  ${[...body, code`break`]}\n}`
    })
    const hasFallback = choice.branches.some(({ isFallback }) => isFallback)
    const failure = fail(str(choice.property), choice.keyword, `must be one of ${listed(known)}`)
    const body = [
      code`const ${tag} = ${this.access(value, choice.property)}`,
      hasFallback
        ? code`switch (${tag}) {\n  ${cases}\n}`
        : code`switch (${tag}) {\n  ${cases}\n  default:\n    ${failure}\n}`,
    ]
    const isObject = code`${this.printing.imports.check('isObject')}(${value})`
    return [code`if (${isObject}) {\n  ${body}\n} else ${fail(null, 'type', 'must be an object')}`]
  }
}
