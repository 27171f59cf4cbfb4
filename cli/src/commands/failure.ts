// Owns the one error that commands throw on purpose: what happened, what to do next, which exit code.

/**
 * Why a command ends without success.
 *
 * - `findings`: it ran, and what it found is not good (errors in a spec, stale output). Exit code 1.
 * - `usage`: the command line asks for something that cannot be. Exit code 2.
 * - `environment`: the machine stands in the way (port in use, no network, npm failed). Exit code 3.
 * - `ignored`: `--strict`, and a keyword of the document has no effect. Exit code 4.
 * - `stale`, `unimplemented`, `breaking`, `ledger`, `contract`: what `nexus check` found. Exit codes 5 to 9. `stale` is
 *   also what `nexus build` refuses.
 * - `types`: `nexus build`, and the project has type errors. Exit code 10.
 * - `broken`: `nexus check` found code that becomes no server. Exit code 11.
 */
export type FailureKind =
  | 'findings'
  | 'usage'
  | 'environment'
  | 'ignored'
  | 'stale'
  | 'unimplemented'
  | 'breaking'
  | 'ledger'
  | 'contract'
  | 'types'
  | 'broken'

/**
 * A failure that the reader can act on. Its message is printed without a stack.
 *
 * @example
 * throw new Failure('usage', 'there is no file api.yml', 'did you mean api.yaml?')
 */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    /** The next step, as one sentence; null when the message already says it. */
    readonly help: string | null,
  ) {
    super(message)
  }
}

/** Code of a Node.js system error (`ENOENT`), else null. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
