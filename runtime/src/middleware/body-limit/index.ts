// Owns the middleware that bounds request bodies: 413 from the engine, before any JavaScript runs.

import { type ByteSize, parseBytes } from '../../config.js'
import type { EngineMiddleware } from '../middleware.js'

/**
 * The most bytes that a request's body may have, decoded. Larger than `server.limits.bodyBytesMax` lets an operation
 * take more; of two the inner one counts.
 *
 * @example createApp({ config, createState, middleware: { operations: { upload: [bodyLimit('20MiB')] } } })
 */
export const bodyLimit = (bytes: ByteSize): EngineMiddleware => ({
  kind: 'engine',
  bodyBytesMax: parseBytes(bytes, 'bodyLimit'),
})
