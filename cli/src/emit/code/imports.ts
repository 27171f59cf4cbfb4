// Owns the import statements of one generated module: whoever prints a name asks here for it.

import { posix } from 'node:path'
import { type Code, code, ident, join, str } from './code.js'
import type { RuntimeEntry, RuntimeType, RuntimeValue } from './runtime-symbols.js'

interface Imported {
  readonly name: string
  readonly local: string
  isType: boolean
}

/** Collects what a module needs and renames what would clash with its own declarations. */
export class Imports {
  readonly #modules = new Map<string, Map<string, Imported>>()
  readonly #taken: Set<string>

  constructor(
    /** The module itself, below `src/generated`, without ending. */
    readonly file: string,
    declared: Iterable<string>,
  ) {
    this.#taken = new Set(declared)
  }

  /** A function or constant of the runtime. */
  runtime<E extends RuntimeEntry>(entry: E, name: RuntimeValue<E>): Code {
    return this.#use(entry, name, false)
  }

  /** A type of the runtime. */
  runtimeType<E extends RuntimeEntry>(entry: E, name: RuntimeType<E>): Code {
    return this.#use(entry, name, true)
  }

  /** A helper of `@nexusrt/runtime/validate`. */
  check(name: RuntimeValue<'@nexusrt/runtime/validate'>): Code {
    return this.runtime('@nexusrt/runtime/validate', name)
  }

  /** A value of another module of the project, given by its path below `src/generated`. */
  value(file: string, name: string): Code {
    return file === this.file ? ident(name) : this.#use(this.#relative(file), name, false)
  }

  type(file: string, name: string): Code {
    return file === this.file ? ident(name) : this.#use(this.#relative(file), name, true)
  }

  #relative(file: string): string {
    const path = posix.relative(posix.dirname(this.file), file)
    return path.startsWith('.') ? path : `./${path}`
  }

  #use(module: string, name: string, isType: boolean): Code {
    let names = this.#modules.get(module)
    if (!names) {
      names = new Map()
      this.#modules.set(module, names)
    }
    const known = names.get(name)
    if (known) {
      if (!isType) known.isType = false
      return ident(known.local)
    }
    let local = name
    for (let n = 1; this.#taken.has(local); n++) local = `${name}$${n}`
    this.#taken.add(local)
    names.set(name, { name, local, isType })
    return ident(local)
  }

  /** The statements, runtime first, then by path; empty text when nothing is imported. */
  print(): Code {
    const modules = [...this.#modules].sort(([a], [b]) => order(a, b))
    return join(
      modules.map(([module, names]) => statement(module, [...names.values()])),
      '',
    )
  }
}

const order = (a: string, b: string): number => {
  const rank = (module: string) => (module.startsWith('.') ? 1 : 0)
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0)
}

const lineMax = 100

const statement = (module: string, imported: Imported[]): Code => {
  const sorted = imported.sort((a, b) => (a.name < b.name ? -1 : 1))
  const allTypes = sorted.every((entry) => entry.isType)
  const names = sorted.map(({ name, local, isType }) => {
    const renamed = local === name ? ident(name) : code`${ident(name)} as ${ident(local)}`
    return isType && !allTypes ? code`type ${renamed}` : renamed
  })
  const start = allTypes ? code`import type` : code`import`
  const line = code`${start} { ${join(names, ', ')} } from ${str(module)}\n`
  if (line.text.length <= lineMax) return line
  return code`${start} {\n  ${names.map((name) => code`${name},`)}\n} from ${str(module)}\n`
}
