// Owns the error of engine calls: a code for programs, a message with a next step for people.

/**
 * A call to the engine failed. `code` is the system's (`EADDRINUSE`, `EACCES` ...) or one of ours:
 * `EROUTES` (routes collide or a template is malformed), `ENODRIVER`, `ESTOPPED`.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const nextSteps: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop what listens there, or choose another port; 0 takes a free one.',
  EACCES: 'Choose a port of 1024 or above, or grant CAP_NET_BIND_SERVICE.',
  EADDRNOTAVAIL: 'Choose an address of this machine, 127.0.0.1 or 0.0.0.0.',
  EMFILE: 'Raise the limit of open files (ulimit -n).',
  ENODRIVER: 'Set NEXUS_IO=auto, so that epoll is used where io_uring is not allowed.',
}

/** Gives what native code threw a code and a next step. */
export const engineError = (error: unknown, doing: string): EngineError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN'
  const message = error instanceof Error ? error.message : String(error)
  const step = nextSteps[code]
  return new EngineError(code, `${doing}: ${message}${step ? `. ${step}` : ''}`, { cause: error })
}
