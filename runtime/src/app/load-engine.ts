// Owns loading the native engine when a server opens, not before: importing an app loads no addon.

import type { Engine, EngineOptions } from '../native/engine.js'

/** Loads the addon and makes an engine. */
export const loadEngine = async (options: EngineOptions): Promise<Engine> => {
  const { createEngine } = await import('../native/create-engine.js')
  return createEngine(options)
}
