// Owns the small pieces that printed validators are made of: violations, branches, local names.

import type { CheckPlan, PatternPlan } from '../../ir/plan/checks.js'
import type { JsonType } from '../../ir/schema.js'
import { type Code, code, ident, str } from './code.js'
import type { Constants } from './constants.js'
import type { Printing } from './printing.js'
import { runtimeSymbols } from './runtime-symbols.js'

/** What prints the checks of one function: parts of a check are printed by whom they are given to. */
export interface StatementPrinter {
  readonly printing: Printing
  readonly constants: Constants
  /** A local name like `word` that nothing else in the function has. */
  fresh(word: string): Code
  /** A member of an object; own ones only for names that objects inherit. */
  access(object: Code, name: string): Code
  /** A constant with `test` for a regular expression. */
  pattern(pattern: PatternPlan): Code
  /** Checks a part of the value: a member, an item. */
  statements(check: CheckPlan, value: Code, at: Code | null, known?: JsonType | null): Code[]
  /** Checks the value itself, as another schema in place asks. */
  inPlace(check: CheckPlan, value: Code): Code[]
  /** Calls of a method of the `Evaluated` that is kept for the value; none where nobody asks. */
  evaluated(call: Code): Code[]
}

/** A call that adds a violation. */
export const fail = (at: Code | null, keyword: string, message: string): Code =>
  failWith(at, keyword, str(message))

/** As `fail`, with an expression for the message. */
export const failWith = (at: Code | null, keyword: string, message: Code): Code =>
  at === null
    ? code`issues.add(${str(keyword)}, ${message})`
    : code`issues.addAt(${at}, ${str(keyword)}, ${message})`

/** Names of texts for a message, at most ten. */
export const listed = (texts: readonly string[]): string => {
  const shown = texts.slice(0, 10).map((text) => JSON.stringify(text))
  return texts.length > 10 ? `${shown.join(', ')} and ${texts.length - 10} more` : shown.join(', ')
}

/** `else ...` with a block where it is needed. */
export const elseOf = (body: readonly Code[]): Code => {
  const [only] = body
  if (only && body.length === 1 && only.text.startsWith('if (')) return code`else ${only}`
  return code`else {\n  ${body}\n}`
}

/** One call, or a block; an `if` gets a block too, so that no `else` that follows becomes its own. */
export const blockOf = (body: readonly Code[]): Code => {
  const [only] = body
  const isCall = only !== undefined && body.length === 1 && /^[\w$]+(?:\.|\+\+)/.test(only.text)
  return isCall && !only.text.includes('\n') ? only : code`{\n  ${body}\n}`
}

/** Names that a printed function uses or could import. */
const takenNames: ReadonlySet<string> = new Set([
  ...Object.values(runtimeSymbols).flatMap((entry): readonly string[] => entry.values),
  ...'value issues before raw context type path query headers cookies'.split(' '),
  ...'Array Number Object RegExp Set JSON String undefined NaN Infinity arguments eval'.split(' '),
  ...`await break case catch class const continue debugger default delete do else enum export extends false
  finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof var void while with yield async of`.split(
    /\s+/,
  ),
])

/** Local names of one function, made from the names of what they hold. */
export class LocalNames {
  readonly #used = new Set<string>()
  /** The number that was last put behind a word: a function may have thousands of locals. */
  readonly #numbers = new Map<string, number>()

  fresh(wish: string): Code {
    const words = wish.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
    const camel = words.map((word, i) => (i === 0 ? lowerFirst(word) : upperFirst(word))).join('')
    const isUsable =
      /^[a-z][A-Za-z0-9]{0,39}$/.test(camel) && !/^(validate|evaluate|write)[A-Z]/.test(camel)
    const base = isUsable ? camel : 'field'
    let name = base
    let number = this.#numbers.get(base) ?? 1
    while (this.#used.has(name) || takenNames.has(name)) name = `${base}${++number}`
    this.#numbers.set(base, number)
    this.#used.add(name)
    return ident(name)
  }
}

const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1)

const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
