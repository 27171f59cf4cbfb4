// Owns comparing who may call an operation: alternatives of schemes that have to pass together.

import type { Api } from '../../ir/api.js'
import type { SecurityRequirement } from '../../ir/operation.js'
import type { SecurityScheme } from '../../ir/security.js'

type SecurityChange = {
  readonly rule: 'security-tightened' | 'security-loosened'
  readonly message: string
}

/** What changed for callers whose credentials passed, and for handlers that see principals. */
export const compareSecurity = (
  old: readonly SecurityRequirement[],
  now: readonly SecurityRequirement[],
): readonly SecurityChange[] => {
  const before = alternatives(old)
  const after = alternatives(now)
  const lost = before.filter((each) => !after.some((other) => isWithin(other, each)))
  const won = after.filter((each) => !before.some((other) => isWithin(other, each)))
  return [
    ...lost.map(
      (each): SecurityChange => ({
        rule: 'security-tightened',
        message: `${textOf(each)} is not enough any more`,
      }),
    ),
    ...won
      .filter((each) => !lost.some((other) => isWithin(other, each)))
      .map(
        (each): SecurityChange => ({
          rule: 'security-loosened',
          message: `${textOf(each)} is enough now`,
        }),
      ),
  ]
}

/** Schemes that go by the same name and take credentials of another kind, or from another place. */
export const changedSchemes = (before: Api, after: Api) => {
  const now = new Map(after.securitySchemes.map((each) => [each.name, each]))
  return before.securitySchemes.flatMap((old) => {
    const scheme = now.get(old.name)
    if (scheme === undefined || kindOf(scheme) === kindOf(old)) return []
    const message = `\`${old.name}\` was ${kindOf(old)}, is ${kindOf(scheme)}`
    return [{ scheme: old.name, message, at: scheme.at }]
  })
}

/** How credentials are brought, in words. Where they come from, OAuth 2 and OpenID Connect are bearer tokens both. */
const kindOf = (scheme: SecurityScheme): string => {
  if (scheme.kind === 'apiKey') return `a key in ${scheme.place} \`${scheme.parameter}\``
  if (scheme.kind === 'mutualTLS') return 'a certificate'
  if (scheme.kind === 'http') {
    const name = scheme.scheme.toLowerCase()
    return name === 'bearer' ? 'a bearer token' : `HTTP ${name}`
  }
  return 'a bearer token'
}

/** An operation without requirements is one that nobody has to bring anything for. */
const alternatives = (security: readonly SecurityRequirement[]): readonly SecurityRequirement[] =>
  security.length === 0 ? [[]] : security

/** Whether whoever passes `strict` passes `lax` too. */
const isWithin = (lax: SecurityRequirement, strict: SecurityRequirement): boolean =>
  lax.every(({ scheme, scopes }) =>
    strict.some(
      (each) => each.scheme === scheme && scopes.every((scope) => each.scopes.includes(scope)),
    ),
  )

const textOf = (requirement: SecurityRequirement): string =>
  requirement.length === 0
    ? 'no credential'
    : requirement
        .map(({ scheme, scopes }) =>
          scopes.length === 0 ? `\`${scheme}\`` : `\`${scheme}\` (${scopes.join(', ')})`,
        )
        .join(' with ')
