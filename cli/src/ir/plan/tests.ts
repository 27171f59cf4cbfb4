// Owns the plan of generated contract tests: requests, and what has to be answered.

/** A request of a generated contract test. */
export interface TestRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string | null
}

/** A request that has to be refused, and how. */
export interface TestRefusal {
  readonly request: TestRequest
  /** `place pointer code` of an error that the answer (400) has to list. */
  readonly error: string
}

/** What is tested of one operation. */
export interface TestPlan {
  readonly id: string
  /** Operations with security answer 401 to all of these, because no request brings credentials. */
  readonly secured: boolean
  /** A request that satisfies the contract, or comes close; null where nothing can be sent. */
  readonly request: TestRequest | null
  /** What no valid value could be made up for, so that only refusals are tested. */
  readonly gap: string | null
  /** The media type of a body that is JSON, in which text that is no JSON has to be refused. */
  readonly takesJson: string | null
  /** The body has declared media types, so that others have to be refused. */
  readonly takesTypes: boolean
  readonly refusals: readonly TestRefusal[]
}
