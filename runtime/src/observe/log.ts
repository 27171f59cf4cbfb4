// Owns the log: one JSON object per line (pino), with the active trace's ids and without secrets.

import { type DestinationStream, type Logger, pino } from 'pino'
import { redact } from './redact.js'
import { traceIds } from './tracing.js'

/**
 * A log of JSON lines (pino): `info`, `warn`, `error` ... take fields and a text. Credentials in fields are
 * redacted, and lines carry the ids of the active span.
 *
 * @example
 * log.info({ petId }, 'pet added')
 */
export type Log = Logger

/** Makes a log that writes to `destination`, standard output by default. */
export const createLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: traceIds,
      // `redact` has made plain data of errors already.
      serializers: { err: (err) => err },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      hooks: {
        logMethod(args, method) {
          // Fields come first where there are any, and are redacted above; then the text and what stands in it.
          const from = typeof args[0] === 'string' ? 0 : 1
          const texts = args.slice(from).map((each) => redact(each))
          method.apply(this, [...args.slice(0, from), ...texts] as typeof args)
        },
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  )

/**
 * The server's log, for handlers too: lines written while a request is handled carry its trace ids.
 *
 * @example
 * log.warn({ petId }, 'the pet has no owner')
 */
export const log: Log = createLog('info')
