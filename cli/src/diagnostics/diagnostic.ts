// Owns what a diagnostic is: a code, a severity, where, and what to do next. Not how it is printed.

/** A place in an input document: the file as the user named it and a JSON pointer into it. */
export interface SourceRef {
  /** Path of the file, relative to the working directory where that is shorter. */
  readonly file: string
  /** RFC 6901 pointer of the node, `''` for the whole document. */
  readonly pointer: string
  /** Which half of a mapping entry to underline; the value when absent. */
  readonly part?: 'key' | 'value'
  /** UTF-16 offsets, set only where no node exists yet: errors of the JSON or YAML syntax. */
  readonly span?: { readonly start: number; readonly end: number }
}

export type Severity = 'error' | 'warning'

/** A further place that explains a diagnostic, printed as a note under its frame. */
export interface RelatedPlace {
  /** Its first `{place}` becomes `file:line:col`; without one, ` at file:line:col` is appended. */
  readonly message: string
  readonly at: SourceRef
}

/** One finding of the compiler. `code` is a key of the registry in `codes.ts`; build it with `diagnostic()`. */
export interface Diagnostic {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly at: SourceRef | null
  /** What to write beside the underline. */
  readonly label?: string
  readonly related?: readonly RelatedPlace[]
  /** The next step, as one sentence. */
  readonly help?: string
}

/** What every pass returns: bad input never throws, it becomes diagnostics. */
export interface PassResult<T> {
  /** `null` when the input was too broken to go on. */
  readonly value: T | null
  readonly diagnostics: readonly Diagnostic[]
}
