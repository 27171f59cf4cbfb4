// Owns the log: one JSON object per line (pino), with the active trace's ids and without secrets.

import { writeSync } from 'node:fs'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import { LineOutput } from './line-output.js'
import { logFields } from './log-fields.js'
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

/** Options of pino that redact, carry trace ids, and write levels as words and times as ISO 8601. */
export type LogOptions = LoggerOptions & {
  /** `log.level` of the configuration. */
  readonly level: string
}

/** Makes the log of an application, of pino or of what has its methods. Runs once, where the process starts to serve. */
export type MakeLog = (options: LogOptions) => Log

const logOptions = (level: string): LogOptions => ({
  level,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  mixin: () => ({ ...logFields(), ...traceIds() }),
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
})

let shape = (line: string): string => line

/** From here on, lines to standard output are written as `shaped` makes them of JSON lines; a log of one's own is not. */
export const shapeLines = (shaped: (line: string) => string): void => {
  shape = shaped
}

/**
 * Makes a log that writes to `destination`, standard output by default.
 *
 * @example createLog('warn').warn({ petId }, 'the pet has no owner')
 */
export const createLog = (level: string, destination?: DestinationStream): Log => {
  if (destination !== undefined) return pino(logOptions(level), destination)
  const out = new LineOutput(
    (bytes, from) => writeSync(1, bytes, from),
    (line) => shape(line),
  )
  const own = pino(logOptions(level), out)
  out.lost = (count) => {
    own[own.isLevelEnabled('error') ? 'error' : 'fatal'](
      { count },
      'lines of the log were lost: they could not be written',
    )
  }
  return own
}

/**
 * The server's log, for handlers too: lines written while a request is handled carry its trace ids. It is what `log` of
 * `createApp` made, from the start of the server on.
 *
 * @example
 * log.warn({ petId }, 'the pet has no owner')
 */
export let log: Log = createLog('info')

/** Logs of tests' servers that are open, the newest last. */
const lent: { readonly own: Log }[] = []
/** The log of the process where none is lent. */
let lasting = log

/** Makes `own` the log of the process until it is given back, or until the next one is lent. */
export const lendLog = (own: Log): (() => void) => {
  const loan = { own }
  lent.push(loan)
  log = own
  return () => {
    const at = lent.indexOf(loan)
    if (at !== -1) lent.splice(at, 1)
    log = lent.at(-1)?.own ?? lasting
  }
}

/** The log of the process from here on: the application's where it makes one. */
export const openLog = (make: MakeLog | null, level: string): Log => {
  if (make !== null) {
    lasting = make(logOptions(level))
    log = lasting
    return log
  }
  // The same one as before: somebody may have taken it, or a child of it, when a module was evaluated.
  log.level = level
  return log
}
