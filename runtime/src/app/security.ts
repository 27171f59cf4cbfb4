// Owns the decision who may call an operation: schemes, hooks, and requirements joined by AND and OR.
// Fails closed: no hook, a hook that throws, no credentials, or a false answer all refuse.

import type { X509Certificate } from 'node:crypto'
import type { OperationDefinition } from './definition.js'

/** A security scheme of the contract (OpenAPI 3.1, 4.8.27), as far as it says where credentials are. */
export type SecurityScheme =
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'oauth2' }
  | { readonly type: 'openIdConnect'; readonly openIdConnectUrl?: string }
  | { readonly type: 'mutualTLS' }

/** Security schemes of a document, by name. */
export type SecuritySchemes = Readonly<Record<string, SecurityScheme>>

/** What the request carries for a scheme; a hook only runs when it is there. */
export type CredentialsOf<S extends SecurityScheme> = S extends { type: 'apiKey' }
  ? { readonly key: string }
  : S extends { type: 'oauth2' | 'openIdConnect' }
    ? { readonly token: string }
    : S extends { type: 'http'; scheme: infer H extends string }
      ? HttpCredentials<Lowercase<H>>
      : S extends { type: 'mutualTLS' }
        ? { readonly certificate: X509Certificate }
        : Record<never, never>

// Names of HTTP schemes come in any case (RFC 9110, 11.1).
type HttpCredentials<H extends string> = H extends 'basic'
  ? { readonly username: string; readonly password: string }
  : H extends 'bearer'
    ? { readonly token: string }
    : { readonly value: string }

/** The request as a security hook sees it. */
export interface SecurityRequest {
  readonly operationId: string
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  /** A header by its name. */
  header(name: string): string | undefined
}

/** What a security hook gets besides the credentials. */
export interface SecurityHookContext<State = unknown> {
  /** Scopes or roles that the operation asks for. */
  readonly scopes: readonly string[]
  readonly request: SecurityRequest
  readonly state: State
}

/** What a hook returns to let nobody in: whatever is falsy (NaN too, which has no type of its own), or `forbidden()`. */
export type Refusal = null | undefined | false | '' | 0 | 0n | Forbidden

/** Somebody whose scopes are known; one that an operation asks for and that is missing answers 403. */
export interface ScopedPrincipal {
  readonly scopes: readonly string[]
}

/**
 * Decides about one scheme: returns who it is, or null, undefined, false or anything else that is falsy to refuse (401),
 * or `forbidden()` for somebody who is known and may not (403). A hook that throws refuses, and is logged;
 * one that throws `SecurityUnavailable` answers 503. Where operations ask for scopes or roles the principal
 * has to have `scopes`.
 */
export type SecurityHook<Credentials = never, Principal = unknown, State = never> = (
  credentials: Credentials,
  context: SecurityHookContext<State>,
) => Principal | Promise<Principal>

/** The hook for one scheme of a document. */
type HookFor<Scheme extends SecurityScheme, IsScoped, State> = SecurityHook<
  CredentialsOf<Scheme>,
  IsScoped extends true ? ScopedPrincipal | Refusal : unknown,
  State
>

/**
 * Hooks by scheme name: those of `Needed` schemes must be there, and principals of `Scoped` ones have
 * scopes.
 */
export type SecurityHooks<
  Schemes extends SecuritySchemes = SecuritySchemes,
  State = unknown,
  Needed extends keyof Schemes = keyof Schemes,
  Scoped extends keyof Schemes = never,
> = {
  readonly [N in Needed]: HookFor<Schemes[N], N extends Scoped ? true : false, State>
} & {
  readonly [N in Exclude<keyof Schemes, Needed>]?: HookFor<
    Schemes[N],
    N extends Scoped ? true : false,
    State
  >
}

/** Who a hook lets in: its result without the ways to refuse. */
export type PrincipalOf<Hook> = Hook extends (...args: never[]) => infer R
  ? Exclude<Awaited<R>, Refusal>
  : never

/**
 * What `forbidden()` returns.
 *
 * @example const isRefused = (answer: unknown): boolean => answer instanceof Forbidden
 */
export class Forbidden {
  constructor(readonly detail: string) {}
}

/**
 * Refuses somebody who is known: 403 with `detail`.
 *
 * @example
 * export const bearer = ({ token }: { readonly token: string }) =>
 *   isBlocked(token) ? forbidden('This account is closed.') : find(token)
 */
export const forbidden = (detail = 'This operation is not allowed.'): Forbidden =>
  new Forbidden(detail)

/**
 * Thrown by a hook that cannot decide, because what it asks is not there: answered with 503 and, with
 * seconds given, Retry-After. Nobody is let in, and nobody is told that their credentials are wrong.
 *
 * @example throw new SecurityUnavailable('the identity provider does not answer', 30)
 */
export class SecurityUnavailable extends Error {
  override readonly name = 'SecurityUnavailable'
  constructor(
    message: string,
    readonly retryAfterSeconds: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** A scheme as one operation uses it, with its hook looked up. */
export interface GuardStep {
  readonly name: string
  readonly scheme: SecurityScheme | undefined
  readonly scopes: readonly string[]
  readonly hook: SecurityHook | undefined
}

/** The alternatives of one operation; one must hold, and all steps of it. */
export type Guard = readonly (readonly GuardStep[])[]

/** null for a public operation. */
export const guardFor = (
  { security }: Pick<OperationDefinition, 'security'>,
  schemes: SecuritySchemes,
  hooks: Readonly<Record<string, SecurityHook | undefined>>,
): Guard | null => {
  const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
    Object.hasOwn(table, name) ? table[name] : undefined
  if (security.length === 0) return null
  // A scheme that several alternatives ask for in the same way is one step: its hook runs once.
  const steps = new Map<string, GuardStep>()
  return security.map((uses) =>
    uses.map(({ scheme: name, scopes }) => {
      const key = JSON.stringify([name, scopes])
      const step = steps.get(key) ?? {
        name,
        scopes,
        scheme: own(schemes, name),
        hook: own(hooks, name),
      }
      steps.set(key, step)
      return step
    }),
  )
}

/** Names of the schemes that no hook serves: their alternatives always refuse. */
export const schemesWithoutHook = (guard: Guard): string[] => [
  ...new Set(guard.flatMap((steps) => steps.filter((s) => !s.hook).map((s) => s.name))),
]
