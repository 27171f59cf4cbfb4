// Owns security schemes as the document declares them.

import type { SourceRef } from '../diagnostics/diagnostic.js'

interface SchemeBase {
  readonly name: string
  readonly description: string | null
  readonly at: SourceRef
}

export type SecurityScheme =
  | (SchemeBase & {
      readonly kind: 'apiKey'
      readonly place: 'query' | 'header' | 'cookie'
      readonly parameter: string
    })
  | (SchemeBase & {
      readonly kind: 'http'
      readonly scheme: string
      readonly bearerFormat: string | null
    })
  | (SchemeBase & {
      readonly kind: 'oauth2'
      /** Of all its flows; null where they cannot be read. */
      readonly scopes: readonly string[] | null
    })
  | (SchemeBase & { readonly kind: 'openIdConnect'; readonly url: string })
  | (SchemeBase & { readonly kind: 'mutualTLS' })
