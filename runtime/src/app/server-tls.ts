// Owns the TLS of a running server: its context, and giving it new files when they change or somebody asks.

import type { ServerSettings } from '../config/resolve.js'
import type { TlsSettings } from '../config/tls.js'
import type { Engine } from '../native/engine.js'
import type { TlsContext, TlsMaterial } from '../native/tls.js'
import type { Log } from '../observe/log.js'
import { describeError } from './errors.js'
import { type LoadedTls, loadTls, watchTls } from './tls-files.js'

/** The TLS of a server, as long as it runs. */
export interface ServerTls {
  readonly context: TlsContext
  /** Reads the files again. What cannot be used is logged, and what was there before stays. */
  reload(): void
  stop(): void
}

/**
 * Loads the settings' certificates, and watches their files.
 *
 * @throws {StartError} or {EngineError} with a next step.
 */
export const openTls = (
  engine: Engine,
  settings: TlsSettings,
  http2: ServerSettings['http2'],
  log: Log,
): ServerTls => {
  const materialOf = ({ material }: LoadedTls): TlsMaterial => ({
    ...material,
    http2: http2 === 'on',
  })
  const loaded = loadTls(settings)
  const context = engine.tls(materialOf(loaded))
  tell(loaded, log)
  const reload = (): void => {
    try {
      const next = loadTls(settings)
      context.replace(materialOf(next))
      tell(next, log)
    } catch (error) {
      const { message, help } = describeError(error)
      log.error({ reason: message, help }, 'TLS files could not be used: the ones before stay')
    }
  }
  return { context, reload, stop: watchTls(settings, reload) }
}

const tell = ({ certificates, warnings }: LoadedTls, log: Log): void => {
  for (const warning of warnings) log.warn(warning)
  log.info({ certificates }, 'TLS certificates in use')
}
