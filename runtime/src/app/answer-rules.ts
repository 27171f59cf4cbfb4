// Owns what engine middleware comes to for one route: header lines and texts of CORS, ready to be sent.

import type { CorsPolicy, EngineMiddleware, Middleware } from '../middleware/middleware.js'
import type { AnswerRules, CorsTexts } from '../native/engine.js'
import { headerLines } from '../native/header-lines.js'
import type { OperationDefinition } from './definition.js'
import { StartError } from './errors.js'
import type { SecuritySchemes } from './security.js'

/** What a preflight may be told of a route. */
export interface RouteFacts {
  readonly method: string
  /** Request headers that its operation declares. */
  readonly headers: readonly string[]
}

/** The engine's part of a chain, outermost first. */
export const engineParts = (chain: readonly Middleware<never>[]): readonly EngineMiddleware[] =>
  chain.filter((each): each is EngineMiddleware => typeof each === 'object')

/** Rules of a route, or with null those of answers without one; undefined: there are none. */
export const answerRules = (
  parts: readonly EngineMiddleware[],
  facts: RouteFacts | null,
): AnswerRules | undefined => {
  const headers = new Map(
    parts.flatMap((part) =>
      Object.entries(part.headers ?? {}).map(
        ([name, value]) => [name.toLowerCase(), value] as const,
      ),
    ),
  )
  const policy = parts.findLast((part) => part.cors !== undefined)?.cors
  if (headers.size === 0 && policy === undefined) return undefined
  const fixed = [...headers].map(([name, value]) => ({ name, text: lines({ [name]: value }) }))
  return { fixed, cors: policy === undefined ? null : corsOf(policy, facts) }
}

const corsOf = (policy: CorsPolicy, facts: RouteFacts | null): NonNullable<AnswerRules['cors']> => {
  if (policy.origins === '*') {
    return { origins: [], texts: [], otherwise: textsFor('*', policy, facts) }
  }
  const vary = lines({ vary: 'Origin' })
  return {
    origins: policy.origins,
    texts: policy.origins.map((origin) => textsFor(origin, policy, facts)),
    otherwise: { answer: vary, preflight: vary },
  }
}

const textsFor = (origin: string, policy: CorsPolicy, facts: RouteFacts | null): CorsTexts => {
  const allowed = {
    'access-control-allow-origin': origin,
    ...(policy.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    // The answer differs by origin, so no cache may give it to another one.
    ...(origin === '*' ? {} : { vary: 'Origin' }),
  }
  const { expose } = policy
  const exposed = expose.length === 0 ? {} : { 'access-control-expose-headers': expose.join(', ') }
  const headers = policy.headers ?? facts?.headers ?? []
  return {
    answer: lines({ ...allowed, ...exposed }),
    preflight: lines({
      ...allowed,
      'access-control-allow-methods': facts?.method ?? '',
      ...(headers.length === 0 ? {} : { 'access-control-allow-headers': headers.join(', ') }),
      'access-control-max-age': policy.maxAgeS,
    }),
  }
}

/** What a page may send to an operation: its header parameters, Content-Type, and its credentials. */
export const declaredHeaders = (
  { params, body, security }: OperationDefinition,
  schemes: SecuritySchemes,
): readonly string[] => {
  const credentials = security.flat().flatMap(({ scheme }) => {
    const found = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined
    if (found === undefined || found.type === 'mutualTLS') return []
    if (found.type !== 'apiKey') return ['authorization']
    return found.in === 'header' ? [found.name.toLowerCase()] : []
  })
  const declared = params.filter((param) => param.in === 'header').map(({ name }) => name)
  const own = body === null ? [] : ['content-type']
  return [...new Set([...own, ...declared.map((name) => name.toLowerCase()), ...credentials])]
}

const lines = (headers: Readonly<Record<string, string | number>>): string => {
  try {
    return headerLines(headers)
  } catch (cause) {
    throw new StartError(
      `Middleware gives answers a header that cannot be sent: ${cause instanceof Error ? cause.message : cause}`,
      'Correct it where src/server.ts makes the middleware.',
      { cause },
    )
  }
}
