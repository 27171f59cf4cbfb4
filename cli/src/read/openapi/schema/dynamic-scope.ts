// Owns dynamic scopes (JSON Schema 2020-12, 7.1 and 8.2.3.2): the resources that were entered on the way to a schema,
// outermost first. Which way a value takes through schemas is known when they are read, so `$dynamicRef` is resolved
// here: a schema is read once for every scope that it is reached in.

import { createHash } from 'node:crypto'
import type { DynamicScope, Node } from '../node.js'
import type { Resource } from './identifiers.js'

/** The scope outside of every resource. */
const nowhere: DynamicScope = { key: '', targets: new Map() }

/** Scopes of one reading: one object for each set of targets. */
export class DynamicScopes {
  readonly #known = new Map<string, DynamicScope>()
  readonly #home = new Map<Resource, DynamicScope>()
  readonly #inner = new Map<DynamicScope, Map<Resource, DynamicScope>>()

  get size(): number {
    return this.#known.size
  }

  /** The scope inside of a resource that was entered from `outer`. */
  within(outer: DynamicScope | undefined, resource: Resource): DynamicScope {
    const from = outer ?? nowhere
    const entered = this.#inner.get(from) ?? new Map<Resource, DynamicScope>()
    this.#inner.set(from, entered)
    const found = entered.get(resource) ?? this.#extended(from, resource)
    entered.set(resource, found)
    return found
  }

  /** Whether a scope is the one that a resource has by itself. */
  isHome(scope: DynamicScope, resource: Resource): boolean {
    const home = this.#home.get(resource) ?? this.within(undefined, resource)
    this.#home.set(resource, home)
    return scope === home
  }

  #extended(outer: DynamicScope, { dynamic }: Resource): DynamicScope {
    const added = [...dynamic].filter(([name]) => !outer.targets.has(name))
    if (added.length === 0) return outer
    const targets = new Map([...outer.targets, ...added])
    const key = keyOf(targets)
    const scope = this.#known.get(key) ?? { key, targets }
    this.#known.set(key, scope)
    return scope
  }
}

const keyOf = (targets: ReadonlyMap<string, Node>): string => {
  const lines = [...targets].map(([name, { file, pointer }]) => `${name} ${file}#${pointer}`)
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 16)
}
