// Owns the error of engine calls: a code for programs, what went wrong and what to do for people. What to do
// when listening fails is app/listen-error.ts's: it knows which variable names the port.

/**
 * A call to the engine failed. `code` is the system's (`EADDRINUSE`, `EACCES` ...) or one of ours:
 * `EROUTES` (routes collide or a template is malformed), `ENODRIVER`, `ESTOPPED`, `ETLS`.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  constructor(
    readonly code: string,
    message: string,
    /** What to do, as a sentence. */
    readonly help: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const helps: Readonly<Record<string, string>> = {
  EMFILE: 'Raise the limit of open files (ulimit -n).',
  ENODRIVER: 'Set NEXUS_IO=auto, so that epoll is used where io_uring is not allowed.',
  ETLS: 'Correct the certificates, keys, authorities or ciphers of server.tls; openssl x509 -text shows a certificate.',
  EROUTES: 'Correct the path templates of the specification, and generate again.',
}

/** Gives what native code threw a code and a next step. */
export const engineError = (error: unknown, doing: string): EngineError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN'
  const message = error instanceof Error ? error.message : String(error)
  const help = helps[code] ?? `Look up ${code}; LOG_LEVEL=debug tells more.`
  return new EngineError(code, `${doing}: ${message}`, help, { cause: error })
}
