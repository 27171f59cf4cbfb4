// Owns what a finding of `nexus check` is. The order of the kinds is that of their weight.

/** Kinds of findings; the first one that was found gives the exit code. */
export const kinds = [
  'error',
  'breaking',
  'contract',
  'ledger',
  'broken',
  'stale',
  'unimplemented',
] as const
export type CheckKind = (typeof kinds)[number]

/** One finding, as every report prints it. */
export interface Finding {
  /** `unmatched`: what is accepted is not there any more; it fails nothing. */
  readonly kind: CheckKind | 'unmatched'
  /** Stable id of the rule: a code of the compiler, a rule of the changes, or the kind. */
  readonly rule: string
  readonly message: string
  /**
   * Where one cause is met many times, each time a finding: the cause, what it is called without where it is met, and
   * where this one is. null for what is told by itself.
   */
  readonly met: { readonly cause: string; readonly what: string; readonly at: string } | null
  /** Relative to the project where it lies inside. */
  readonly file: string
  /** From 1; null when the finding is about the whole file, or about a version that is not there. */
  readonly place: { readonly line: number; readonly column: number } | null
  /** Why it is let pass, where nexus.config.ts accepts it. */
  readonly accepted?: string
}

/** Whether it fails the check. */
export const fails = (finding: Finding): finding is Finding & { readonly kind: CheckKind } =>
  finding.accepted === undefined && finding.kind !== 'unmatched'
