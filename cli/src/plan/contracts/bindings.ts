// Owns which names are free inside one generated module of a contract. How a text becomes a name is in
// `../names/names.ts`.

import { contractSymbols } from '../../ir/plan/contract-symbols.js'

/** Words that cannot name a binding in a strict module. */
const reservedWords: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package ' +
    'private protected public return static super switch this throw true try typeof undefined var void while ' +
    'with yield NaN Infinity any bigint boolean never number object string symbol unknown async of'
  ).split(' '),
)

/** Globals that the module uses, or whose shadowing would mislead a reader. */
const globals =
  'Array BigInt Boolean Error Function JSON Map Number Object Promise Record Set String Symbol'

/** What encoders and members call their own things. */
const localPattern = /^(?:options|args|tail\d+)$/

/** True where a name would not be usable, or would mislead, as a binding. */
const isTaken = (name: string): boolean => reservedWords.has(name) || alwaysTaken.has(name)

const alwaysTaken: ReadonlySet<string> = new Set([
  ...contractSymbols.values,
  ...contractSymbols.types,
  ...globals.split(' '),
])

/** The bindings of one module. */
export class Bindings {
  readonly #taken = new Set<string>()

  /** Takes `preferred`, or the first free one of `preferred` and a suffix. */
  claim(preferred: string, suffix = '_'): string {
    let name = preferred
    while (isTaken(name) || this.#taken.has(name)) name += suffix
    this.#taken.add(name)
    return name
  }

  has(name: string): boolean {
    return isTaken(name) || this.#taken.has(name)
  }

  /** Parameter names that shadow nothing: `to`, `default_`, `arg0`. */
  parameters(names: readonly string[]): readonly string[] {
    const used = new Set<string>()
    return names.map((name, index) => {
      let local = name === '' ? `arg${index}` : name
      while (this.has(local) || localPattern.test(local) || used.has(local)) local += '_'
      used.add(local)
      return local
    })
  }
}
