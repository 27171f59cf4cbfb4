// Owns the rule that an operation's tag is not a misspelt declared one. Tags need no declaration.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { suggestionsFrom } from '../diagnostics/suggest.js'
import type { Api } from '../ir/api.js'

export const checkTags = (api: Api): readonly Diagnostic[] => {
  const declared = api.tags.map(({ name }) => name)
  const nearest = suggestionsFrom(declared)
  const seen = new Set(declared)
  return api.operations.flatMap((operation) =>
    operation.tags.flatMap((tag) => {
      const meant = seen.has(tag) ? null : nearest(tag)
      seen.add(tag)
      if (meant === null) return []
      const at = operation.at
      const help = `did you mean \`${meant}\`?`
      return [diagnostic('NX2122', { message: `the tag \`${tag}\` is not declared`, at, help })]
    }),
  )
}
