// Owns the rule that every security requirement names a declared scheme.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { suggestionsFrom } from '../diagnostics/suggest.js'
import type { Api } from '../ir/api.js'
import type { SecurityRequirement } from '../ir/operation.js'

export const checkSecurity = (api: Api): readonly Diagnostic[] => {
  const known = new Set(api.securitySchemes.map(({ name }) => name))
  const nearest = suggestionsFrom(known)
  const uses = new Map<string, SecurityRequirement[number][]>()
  for (const operation of api.operations) {
    for (const use of operation.security.flat()) {
      if (!known.has(use.scheme)) uses.set(use.scheme, [...(uses.get(use.scheme) ?? []), use])
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
