// Owns the constants that a module's validators share: compiled patterns, sets of values, hints.

import { type Code, code, ident } from './code.js'

/** Module-level constants, numbered in order of first use; equal ones are made once. */
export class Constants {
  readonly #lines = new Map<string, { readonly name: Code; readonly line: Code }>()
  readonly #counts = new Map<string, number>()

  /** The name of the constant with this initialiser. `$` keeps it apart from the document's names. */
  use(
    kind: 'pattern' | 'values' | 'hint' | 'check' | 'form' | 'headers',
    initialiser: Code,
    type: Code | null = null,
  ): Code {
    const known = this.#lines.get(initialiser.text)
    if (known) return known.name
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const name = ident(`${kind}$${count}`)
    const typed = type === null ? name : code`${name}: ${type}`
    this.#lines.set(initialiser.text, { name, line: code`const ${typed} = ${initialiser}` })
    return name
  }

  /** Declarations, one a line. */
  print(): readonly Code[] {
    return [...this.#lines.values()].map(({ line }) => line)
  }
}
