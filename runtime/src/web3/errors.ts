// Owns the errors of contract calls: what went wrong, what to do next, safe to log and to print as
// JSON. Loads no ethers, so that any part of the runtime may ask `isContractError`.

/** What went wrong, stable across versions. */
export type ContractErrorCode =
  | 'argument'
  | 'result'
  | 'revert'
  | 'rpc'
  | 'unavailable'
  | 'timeout'
  | 'transaction'
  | 'pending'
  | 'setup'

/** Where it went wrong: the contract's name and the function's signature, as far as known. */
export interface CallPlace {
  readonly contract: string
  readonly signature: string
}

const brand: unique symbol = Symbol.for('nexus.contract-error') as never

/**
 * Base of everything a contract call rejects with, an abort by the caller's own signal excepted.
 * Messages never hold the URL of an endpoint, a key, or signed bytes.
 *
 * @example if (isContractError(error) && error.code === 'revert') log.info({ err: error }, error.message)
 */
export class ContractError extends Error {
  override readonly name: string = 'ContractError'
  /** Set by the call that failed; null for errors outside a call. */
  place: CallPlace | null = null
  /** Id of the chain that was asked; null for errors outside a call. */
  chain: number | null = null
  readonly [brand] = true

  constructor(
    readonly code: ContractErrorCode,
    message: string,
    /** The next step for whoever runs the server. */
    readonly help: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  /** Adds the place once, and puts it before the message. */
  at(place: CallPlace): this {
    if (this.place) return this
    this.place = place
    this.message = `${place.contract}.${place.signature}: ${this.message}`
    return this
  }

  /** Adds the chain once. */
  on(chain: number): this {
    this.chain ??= chain
    return this
  }

  toJSON(): Record<string, unknown> {
    const { name, code, message, help, place } = this
    return { name, code, message, help, ...place }
  }
}

/**
 * A value that the ABI's type cannot hold; nothing was sent.
 *
 * @example
 * if (error instanceof ContractArgumentError) return op.problem(400, { detail: error.argument })
 */
export class ContractArgumentError extends ContractError {
  override readonly name = 'ContractArgumentError'
  constructor(
    /** The parameter's or component's name. */
    readonly argument: string,
    /** What the ABI asks of it, such as `must be a bigint`: nothing of the value itself. */
    readonly reason: string,
  ) {
    super('argument', `\`${argument}\` ${reason}`, 'Validate the value before the call.')
  }
}

/**
 * What the contract returned is not what its ABI declares.
 *
 * @example
 * if (error instanceof ContractResultError) log.error({ err: error }, 'is this the right address?')
 */
export class ContractResultError extends ContractError {
  override readonly name = 'ContractResultError'
  constructor(reason: string) {
    super('result', reason, 'Check that the address holds the contract this ABI was compiled from.')
  }
}

/** The standard errors of Solidity, which every contract may raise. */
export interface StandardErrors {
  /** `require(condition, reason)` and `revert(reason)`. */
  Error: { readonly reason: string }
  /** `assert`, overflow, division by zero ...; codes in the Solidity documentation. */
  Panic: { readonly code: bigint }
}

/**
 * The contract refused. `errorName` and `errorArgs` are a custom error's when the ABI knows it,
 * `Error` or `Panic` for the standard ones, and null when the bytes are unknown or missing.
 *
 * @example
 * if (isTokenError(error) && error.errorName === 'FaucetLimitExceeded') {
 *   return op.problem(409, { detail: `Ask for ${error.errorArgs.max} at most.` })
 * }
 */
export class ContractRevertError<
  Name extends PropertyKey | null = string | null,
  Args = unknown,
> extends ContractError {
  override readonly name = 'ContractRevertError'
  constructor(
    readonly errorName: Name,
    readonly errorArgs: Args,
    /** The revert data, `0x` when there was none. */
    readonly data: string,
    message: string,
    /** Of the transaction when it was mined and reverted; null when a call or an estimate failed. */
    readonly transactionHash: string | null = null,
  ) {
    super('revert', message, 'The contract refused the call: look at `errorName` and `errorArgs`.')
  }

  override toJSON(): Record<string, unknown> {
    const { errorName, errorArgs, data, transactionHash } = this
    return { ...super.toJSON(), errorName, errorArgs: jsonSafe(errorArgs), data, transactionHash }
  }
}

/** Bigints as decimal strings, so that an error never breaks JSON.stringify. */
const jsonSafe = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(jsonSafe)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonSafe(item)]))
}

/** The union of a contract's typed reverts: switch on `errorName`. */
export type ContractRevert<Errors> = {
  [Name in keyof Errors]: ContractRevertError<Name, Errors[Name]>
}[keyof Errors]

/**
 * The node answered with a JSON-RPC error that is no revert.
 *
 * @example
 * if (error instanceof ContractRpcError) log.warn({ code: error.rpcCode }, error.message)
 */
export class ContractRpcError extends ContractError {
  override readonly name = 'ContractRpcError'
  constructor(
    readonly rpcCode: number,
    rpcMessage: string,
  ) {
    super(
      'rpc',
      `the node answered with error ${rpcCode}: ${rpcMessage}`,
      'Look up the JSON-RPC error code in the documentation of the node.',
    )
  }
}

/**
 * The node cannot be reached, answers nonsense, or its circuit breaker is open.
 *
 * @example
 * if (error instanceof ContractUnavailableError) await later(error.retryAfterMs ?? 1000)
 */
export class ContractUnavailableError extends ContractError {
  override readonly name = 'ContractUnavailableError'
  constructor(
    reason: string,
    /** When to try again, in milliseconds; null when nobody knows. */
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super('unavailable', reason, 'Check that the RPC endpoint of this chain is up.', options)
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), retryAfterMs: this.retryAfterMs }
  }
}

/**
 * No answer in time.
 *
 * @example
 * if (error instanceof ContractTimeoutError) log.warn({ ms: error.timeoutMs }, error.message)
 */
export class ContractTimeoutError extends ContractError {
  override readonly name = 'ContractTimeoutError'
  constructor(
    what: string,
    readonly timeoutMs: number,
  ) {
    super(
      'timeout',
      `${what} took longer than ${timeoutMs} ms`,
      'Check the load of the RPC endpoint.',
    )
  }
}

/**
 * The node or the signer's account cannot take the transaction, or it would cost more than the policy allows; it was
 * not sent.
 *
 * @example
 * if (error instanceof ContractTransactionError) log.error({ help: error.help }, error.message)
 */
export class ContractTransactionError extends ContractError {
  override readonly name = 'ContractTransactionError'
}

/**
 * The transaction was sent, and its receipt has not been seen. It may still be mined.
 *
 * @example
 * if (error instanceof ContractPendingError) state.pending.add(error.transactionHash)
 */
export class ContractPendingError extends ContractError {
  override readonly name = 'ContractPendingError'
  constructor(
    readonly transactionHash: string,
    /** What is not known of it, such as `was not mined within 60000 ms`. */
    what: string,
    options?: ErrorOptions,
  ) {
    super(
      'pending',
      `transaction ${transactionHash} ${what}`,
      'Ask again for this hash later; sending the call anew could do it twice.',
      options,
    )
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), transactionHash: this.transactionHash }
  }
}

/**
 * The configuration cannot work: a wrong chain, no contract at the address, no signer, a malformed address or key.
 *
 * @example
 * if (error instanceof ContractSetupError) log.fatal({ help: error.help }, error.message)
 */
export class ContractSetupError extends ContractError {
  override readonly name = 'ContractSetupError'
  constructor(message: string, help: string) {
    super('setup', message, help)
  }
}

/**
 * True for everything a contract call rejects with; survives two copies of this package.
 *
 * @example
 * if (isContractError(error)) log.warn({ code: error.code, help: error.help }, error.message)
 */
export const isContractError = (error: unknown): error is ContractError =>
  typeof error === 'object' && error !== null && brand in error
