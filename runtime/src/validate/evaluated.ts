// Owns what `unevaluatedProperties` and `unevaluatedItems` ask about: which members and items of one value other
// keywords have evaluated (JSON Schema 2020-12, 11). Validators make one only where such a keyword stands.

/**
 * Members and items of one value that were evaluated.
 *
 * @example
 * const seen = new Evaluated()
 * seen.names('id', 'name')
 * seen.hasName('tag') // false
 */
export class Evaluated {
  readonly #names = new Set<string>()
  readonly #items = new Set<number>()
  #allNames = false
  /** Items below this index are evaluated. */
  #upTo = 0

  names(...names: readonly string[]): void {
    for (const name of names) this.#names.add(name)
  }

  allNames(): void {
    this.#allNames = true
  }

  hasName(name: string): boolean {
    return this.#allNames || this.#names.has(name)
  }

  item(index: number): void {
    this.#items.add(index)
  }

  /** The first `count` items; Infinity for all. */
  itemsUpTo(count: number): void {
    if (count > this.#upTo) this.#upTo = count
  }

  hasItem(index: number): boolean {
    return index < this.#upTo || this.#items.has(index)
  }

  /** Takes over what a branch that matched has evaluated. */
  merge(other: Evaluated): void {
    for (const name of other.#names) this.#names.add(name)
    for (const index of other.#items) this.#items.add(index)
    this.#allNames ||= other.#allNames
    this.itemsUpTo(other.#upTo)
  }
}
