// Owns the rules that every security requirement names a declared scheme, and scopes that one of its flows declares.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import { suggestionsFrom } from '../diagnostics/suggest.js'
import type { Api } from '../ir/api.js'
import type { SecurityRequirement } from '../ir/operation.js'

export const checkSecurity = (api: Api): readonly Diagnostic[] => [
  ...undeclaredSchemes(api),
  ...undeclaredScopes(api),
]

const undeclaredSchemes = (api: Api): readonly Diagnostic[] => {
  const known = new Set(api.securitySchemes.map(({ name }) => name))
  const nearest = suggestionsFrom(known)
  const uses = new Map<string, SecurityRequirement[number][]>()
  for (const operation of api.operations) {
    for (const use of operation.security.flat()) {
      if (known.has(use.scheme)) continue
      const same = uses.get(use.scheme)
      if (same === undefined) uses.set(use.scheme, [use])
      else same.push(use)
    }
  }
  return [...uses].flatMap(([scheme, [first, ...others]]) => {
    if (first === undefined) return []
    const meant = nearest(scheme)
    const more = others.length === 0 ? '' : `, ${others.length} more`
    return diagnostic('NX2106', {
      message: `\`security\` asks for \`${scheme}\`, which is not declared: nobody can pass it`,
      at: first.at,
      label: `asked for here${more}`,
      ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
    })
  })
}

/** A scope of an undeclared name is one that no token has: told where it is first asked for. */
const undeclaredScopes = (api: Api): readonly Diagnostic[] => {
  const declared = new Map(
    api.securitySchemes.map((scheme) => [
      scheme.name,
      scheme.kind === 'oauth2' ? new Set(scheme.scopes) : null,
    ]),
  )
  const uses = new Map<string, ScopeUse[]>()
  for (const { scheme, scopes, at } of api.operations.flatMap(({ security }) => security.flat()))
    for (const [index, scope] of scopes.entries()) {
      const known = declared.get(scheme) ?? null
      if (known === null || known.has(scope)) continue
      const place = { file: at.file, pointer: child(at.pointer, index) }
      const key = JSON.stringify([scheme, scope])
      const same = uses.get(key)
      if (same === undefined) uses.set(key, [{ scheme, scope, at: place }])
      else same.push({ scheme, scope, at: place })
    }
  const nearest = new Map(
    [...declared].map(([scheme, scopes]) => [scheme, suggestionsFrom(scopes ?? [])]),
  )
  return [...uses.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : undeclaredScope(first, others, nearest.get(first.scheme)?.(first.scope) ?? null),
  )
}

interface ScopeUse {
  readonly scheme: string
  readonly scope: string
  readonly at: SourceRef
}

const undeclaredScope = (
  { scheme, scope, at }: ScopeUse,
  others: readonly ScopeUse[],
  meant: string | null,
): Diagnostic => {
  // What the document asks of all operations is written once.
  const places = new Set(
    [at, ...others.map((other) => other.at)].map((each) => `${each.file}#${each.pointer}`),
  )
  return diagnostic('NX2203', {
    message: `no flow of \`${scheme}\` declares the scope \`${scope}\``,
    at,
    label: places.size === 1 ? 'asked for here' : `asked for here, ${places.size - 1} more`,
    ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
  })
}
