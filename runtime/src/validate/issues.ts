// Owns the list of what is wrong with a value. Validators add to it; problem+json carries it.

export type IssuePlace = 'path' | 'query' | 'header' | 'cookie' | 'body'

/** One violation. `pointer` is an RFC 6901 pointer into the place it was found in. */
export interface Issue {
  readonly in: IssuePlace
  readonly pointer: string
  /** The schema keyword or a cause of our own: `type`, `required`, `minLength`, `format` ... */
  readonly code: string
  readonly message: string
}

/** No request reports more; what follows is cut. */
export const issuesMax = 32

/**
 * Collects violations. Validators see only their own value, so they add relative to it and the caller
 * moves what was added one level down with `within`: nothing is spent on pointers while all is well.
 */
export class Issues {
  readonly #list: { in: IssuePlace; pointer: string; code: string; message: string }[] = []
  place: IssuePlace = 'body'

  get count(): number {
    return this.#list.length
  }

  get list(): readonly Issue[] {
    return this.#list
  }

  add(code: string, message: string): void {
    if (this.#list.length < issuesMax) this.#list.push({ in: this.place, pointer: '', code, message })
  }

  /** Puts `segment` before the pointers of all issues from number `from` on. */
  within(from: number, segment: string | number): void {
    const escaped = String(segment).replaceAll('~', '~0').replaceAll('/', '~1')
    for (let i = from; i < this.#list.length; i++) {
      const issue = this.#list[i]
      if (issue) issue.pointer = `/${escaped}${issue.pointer}`
    }
  }

  /** Forgets everything from number `from` on: a branch of `anyOf` that did not match. */
  cut(from: number): void {
    this.#list.length = from
  }
}
