// Owns the middleware for headers that tell browsers what not to do. Written by the engine on every answer.

import type { EngineMiddleware } from '../middleware.js'

/** Headers by name; false leaves one out. An answer that has one of its own keeps that. */
export type SecurityHeadersOptions = {
  readonly [N in keyof typeof securityDefaults]?: string | false
} & { readonly [name: string]: string | false | undefined }

/** What is sent when nothing else is said: for an API, whose answers are nobody's pages. */
export const securityDefaults = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
} as const

/**
 * Security headers on every answer, those that the engine gives by itself included.
 *
 * @example
 * securityHeaders({ 'content-security-policy': "default-src 'self'", 'x-frame-options': false })
 */
export const securityHeaders = (options: SecurityHeadersOptions = {}): EngineMiddleware => {
  const all: Readonly<Record<string, string | false | undefined>> = {
    ...securityDefaults,
    ...options,
  }
  const kept = Object.entries(all).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string'
  })
  return { kind: 'engine', headers: Object.fromEntries(kept) }
}
