// Owns the TLS of a running server: its context, and giving it new files when they change or somebody asks.

import { createHash } from 'node:crypto'
import type { ServerSettings } from '../config/resolve.js'
import type { TlsSettings } from '../config/tls.js'
import type { Engine } from '../native/engine.js'
import type { TlsContext, TlsMaterial } from '../native/tls.js'
import type { Log } from '../observe/log.js'
import { describeError } from './errors.js'
import { type LoadedTls, loadTls, type WatchPace, watchTls } from './tls-files.js'

/** The TLS of a server, as long as it runs. */
export interface ServerTls {
  readonly context: TlsContext
  /** Reads the files again. What cannot be used is logged, and what was there before stays. */
  reload(): void
  stop(): void
}

/**
 * Loads the settings' certificates, and watches their files. What comes of a change is told once, however many of them
 * it was: the last outcome is known.
 *
 * @throws {StartError} or {EngineError} with a next step.
 */
export const openTls = (
  engine: Pick<Engine, 'tls'>,
  settings: TlsSettings,
  http2: ServerSettings['http2'],
  log: Log,
  pace?: WatchPace,
): ServerTls => {
  const materialOf = ({ material }: LoadedTls): TlsMaterial => ({
    ...material,
    http2: http2 === 'on',
  })
  const loaded = loadTls(settings)
  const context = engine.tls(materialOf(loaded))
  tell(loaded, log)
  let outcome = digestOf(loaded)
  const update = (isAsked: boolean): void => {
    try {
      const next = loadTls(settings)
      const digest = digestOf(next)
      if (!isAsked && digest === outcome) return
      context.replace(materialOf(next))
      outcome = digest
      tell(next, log)
    } catch (error) {
      const { message, help } = describeError(error)
      if (!isAsked && message === outcome) return
      outcome = message
      log.error({ reason: message, help }, 'TLS files could not be used: the ones before stay')
    }
  }
  const stop = watchTls(settings, () => update(false), pace)
  return { context, reload: () => update(true), stop }
}

// Keys are not kept in memory to be compared.
const digestOf = ({ material }: LoadedTls): string =>
  createHash('sha256').update(JSON.stringify(material)).digest('base64')

const tell = ({ certificates, warnings }: LoadedTls, log: Log): void => {
  for (const warning of warnings) log.warn(warning)
  log.info({ certificates }, 'TLS certificates in use')
}
