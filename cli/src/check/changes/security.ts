// Owns comparing who may call an operation: alternatives of schemes that have to pass together.

import type { SecurityRequirement } from '../../ir/operation.js'

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
