// Owns the list of what is wrong with a value. Validators add to it; problem+json carries it.

/** Where in a request a violation was found. */
export type IssuePlace = 'path' | 'query' | 'header' | 'cookie' | 'body'

/** One violation. `pointer` is an RFC 6901 pointer into the place it was found in. */
export interface Issue {
  readonly in: IssuePlace
  readonly pointer: string
  /** The schema keyword or a cause of our own: `type`, `required`, `minLength`, `format` ... */
  readonly code: string
  readonly message: string
}

/** No request reports more; what follows is counted and not kept. */
export const issuesMax = 32

/** How deep a recursive schema is followed before the value is refused. */
export const recursionMax = 128

interface OpenIssue {
  in: IssuePlace
  pointer: string
  code: string
  message: string
}

/** A segment of an RFC 6901 pointer. */
export const escapeSegment = (segment: string | number): string =>
  typeof segment === 'number' ? `${segment}` : segment.replaceAll('~', '~0').replaceAll('/', '~1')

/** A member or item that reading changes once all is well. */
interface Change {
  readonly object: object
  readonly name: string | number
  /** What it becomes; `gone` takes it out. */
  readonly value: unknown
}

/** What a validator said of one value. */
interface Remembered {
  readonly issues: readonly OpenIssue[]
  readonly count: number
  readonly changes: readonly Change[]
  readonly isPartial: boolean
}

const gone = Symbol('gone')

/**
 * Collects violations. Validators see only their own value, so they add relative to it and the caller
 * moves what was added one level down with `within`: nothing is spent on pointers while all is well.
 *
 * @example
 * const issues = new Issues()
 * if (!validatePet(body, issues)) return badRequest(issues.list)
 */
export class Issues {
  readonly #list: OpenIssue[] = []
  #count = 0
  #depth = 0
  #changes: Change[] = []
  readonly #memory = new Map<object, Map<unknown, Remembered>>()
  /** What was said within tests, where it may be something else. */
  readonly #memoryOfTests = new Map<object, Map<unknown, Remembered>>()
  #undecided: OpenIssue | null = null
  /** What expressions that have a budget have used up of it in this validation. */
  readonly spent = { steps: 0, ms: 0 }
  place: IssuePlace = 'body'
  /**
   * Above zero while only the truth of a schema is asked (`not`, `if`, `contains`), which is about all numbers: also
   * those that nothing may be given to a handler as.
   */
  tests = 0
  #metBigint = false

  /** Violations found, kept or not: a validator compares it before and after. */
  get count(): number {
    return this.#count
  }

  /** What is wrong; where something is undecided that alone, since the rest may follow from it. */
  get list(): readonly Issue[] {
    return this.#undecided === null ? this.#list : [this.#undecided]
  }

  /** No further violation is kept: loops over items may stop. */
  get full(): boolean {
    return this.#count >= issuesMax
  }

  /** Adds a violation of the value itself. Always false, so that a validator can return it. */
  add(code: string, message: string): false {
    if (this.#count < issuesMax) this.#list.push({ in: this.place, pointer: '', code, message })
    this.#count++
    return false
  }

  /** Adds a violation of the member or item `segment` of the value. */
  addAt(segment: string | number, code: string, message: string): false {
    if (this.#count < issuesMax) {
      this.#list.push({ in: this.place, pointer: `/${escapeSegment(segment)}`, code, message })
    }
    this.#count++
    return false
  }

  /** Puts `segment` before the pointers of all issues from number `from` on. */
  within(from: number, segment: string | number): void {
    const escaped = escapeSegment(segment)
    for (let i = from; i < this.#list.length; i++) {
      const issue = this.#list[i]
      if (issue) issue.pointer = `/${escaped}${issue.pointer}`
    }
  }

  /**
   * Adds that nobody can tell whether the value, or its member or item `segment`, is as it should be. No branch forgets
   * it, `not` neither: a value is refused whatever an answer would have led to. Always true, so that nothing is said twice.
   */
  undecided(code: string, message: string, segment?: string | number): true {
    if (this.#undecided !== null) return true
    const pointer = segment === undefined ? '' : `/${escapeSegment(segment)}`
    this.#undecided = { in: this.place, pointer, code, message }
    // One more than `issuesMax`, where these are there already: it must be in the list to be found again.
    this.#list.push(this.#undecided)
    this.#count++
    return true
  }

  /** Whether a bigint counts as a number. Elsewhere it is none: no double has its digits. */
  countsBigint(): boolean {
    if (this.tests > 0) return true
    this.#metBigint = true
    return false
  }

  /**
   * Whether the branches of `oneOf` have to be asked once more: where one matched in round 0, others may have failed by
   * a bigint alone. They are asked as tests then, and must not match either.
   */
  again(matched: number, round: number): boolean {
    if (round > 0) this.tests--
    if (round > 0 || this.tests > 0 || matched !== 1 || !this.#metBigint) return false
    this.tests++
    return true
  }

  /** Forgets everything from number `from` on: a branch of `anyOf` that did not match. */
  cut(from: number): void {
    const kept = this.#undecided
    const isBehind = kept !== null && this.#list.indexOf(kept, from) >= 0
    this.#count = from
    if (this.#list.length > from) this.#list.length = from
    if (!isBehind) return
    this.#list.push(kept)
    this.#count++
  }

  /**
   * What a validator said of this value before, its violations and changes noted again; null when it was not asked.
   * Validators that several branches of a union call remember, so that unions below unions are not asked 2^n times.
   */
  recall(validator: object, value: unknown): boolean | null {
    const known = this.#remembered.get(validator)?.get(value)
    // What was judged while no further violation was kept may not have been looked at whole.
    if (known === undefined || (known.isPartial && !this.full)) return null
    for (const { pointer, code, message } of known.issues)
      if (this.#list.length < issuesMax) this.#list.push({ in: this.place, pointer, code, message })
    this.#count += known.count
    this.#changes.push(...known.changes)
    return known.count === 0
  }

  /** Remembers what was added for a value from violation number `from` and change number `changesFrom` on. */
  remember(validator: object, value: unknown, from: number, changesFrom: number): boolean {
    const memory = this.#remembered.get(validator) ?? new Map<unknown, Remembered>()
    this.#remembered.set(validator, memory)
    memory.set(value, {
      // Copies: what was added gets longer pointers on its way up.
      issues: this.#list.slice(from).map((issue) => ({ ...issue })),
      count: Math.min(this.#count - from, issuesMax),
      changes: this.#changes.slice(changesFrom),
      isPartial: this.full,
    })
    return this.#count === from
  }

  get #remembered(): Map<object, Map<unknown, Remembered>> {
    return this.tests > 0 ? this.#memoryOfTests : this.#memory
  }

  /** Forgets what was remembered of a request that is as it should be. */
  forget(): void {
    if (this.#memory.size > 0) this.#memory.clear()
    if (this.#memoryOfTests.size > 0) this.#memoryOfTests.clear()
    this.#metBigint = false
    this.spent.steps = 0
    this.spent.ms = 0
  }

  /** As new: for the next request, whatever became of this one. */
  reset(): void {
    this.forget()
    this.#undecided = null
    this.#list.length = 0
    this.#count = 0
    this.#depth = 0
    this.#changes = []
    this.place = 'body'
    this.tests = 0
  }

  /** How many changes are noted: what tries a branch remembers it for `keep`. */
  get changes(): number {
    return this.#changes.length
  }

  /** Notes a member that is not part of requests (OpenAPI: readOnly), so that no handler sees it. */
  hide(object: object, name: string): void {
    this.#changes.push({ object, name, value: gone })
  }

  /** Notes what a member or item becomes: a default where there is none, another form of a number. */
  assign(object: object, name: string | number, value: unknown): void {
    this.#changes.push({ object, name, value })
  }

  /** Forgets changes from number `from` on: the branch that asked for them did not match. */
  keep(from: number): void {
    this.#changes.length = from
  }

  /** Makes the noted changes. */
  apply(): void {
    if (this.#changes.length === 0) return
    for (const { object, name, value } of this.#changes) {
      if (value === gone) Reflect.deleteProperty(object, name)
      else
        Object.defineProperty(object, name, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        })
    }
    this.#changes = []
  }

  /** Steps into a recursive schema; false, with a violation, where the value is too deep. */
  enter(): boolean {
    if (this.#depth < recursionMax) {
      this.#depth++
      return true
    }
    return this.add('depth', `must not be nested deeper than ${recursionMax} levels`)
  }

  leave(): void {
    this.#depth--
  }
}
