// Owns the rule that every security requirement names a declared scheme.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { suggestionsFrom } from '../diagnostics/suggest.js'
import type { Api } from '../ir/api.js'
import type { Operation } from '../ir/operation.js'

export const checkSecurity = (api: Api): readonly Diagnostic[] => {
  const known = new Set(api.securitySchemes.map(({ name }) => name))
  const nearest = suggestionsFrom(known)
  const firstUse = new Map<string, Operation>()
  for (const operation of api.operations) {
    for (const { scheme } of operation.security.flat()) {
      if (!known.has(scheme) && !firstUse.has(scheme)) firstUse.set(scheme, operation)
    }
  }
  return [...firstUse].map(([scheme, operation]) => {
    const meant = nearest(scheme)
    return diagnostic('NX2106', {
      message: `\`security\` asks for \`${scheme}\`, which is not declared`,
      at: operation.at,
      label: 'first needed here',
      ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
    })
  })
}
