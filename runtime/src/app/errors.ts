// Owns the errors a server's operator sees before it serves, and how any error is told to people.

/**
 * A server that cannot start: what is wrong and what to do about it.
 *
 * @example throw new StartError('there is no file of prices', 'Set PRICES to a file that exists.')
 */
export class StartError extends Error {
  override readonly name = 'StartError'
  constructor(
    message: string,
    /** What to do, as a sentence. */
    readonly help: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/**
 * Thrown by `context.header()` once the request is answered: its bytes are gone by then.
 *
 * @example if (error instanceof StaleRequest) log.warn({ err: error }, 'a header was read too late')
 */
export class StaleRequest extends Error {
  override readonly name = 'StaleRequest'
  constructor() {
    super(
      'The headers of this request are gone: it is answered. Read what is needed later before answering.',
    )
  }
}

/** An error as a person is told of it. */
export interface ErrorDescription {
  readonly message: string
  /** The system's name of the error, such as EADDRINUSE. */
  readonly code?: string
  /** What to do, as a sentence. */
  readonly help?: string
  /** Only without `help`: who is told what to do does not need where it was thrown. */
  readonly stack?: string
}

/**
 * What to tell of anything that was thrown. Every error of the runtime, StartError, ConfigError, EngineError
 * and ContractError among them, carries its next step as `help`.
 */
export const describeError = (error: unknown): ErrorDescription => {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = codeOf(error)
  return {
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...('help' in error ? { help: String(error.help) } : stackOf(error)),
  }
}

const stackOf = ({ stack }: Error): { stack?: string } => (stack === undefined ? {} : { stack })

/** The system's name of an error, `EADDRINUSE`; of a StartError that of its cause. */
export const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : undefined
}
