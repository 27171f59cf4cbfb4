// Owns the plan of security schemes: where credentials are, and what hooks the project has to bring.

import type { Api } from '../../ir/api.js'
import type { SecuritySchemePlan } from '../../ir/plan/api.js'
import type { SecurityScheme } from '../../ir/security.js'

/** Plans the schemes that a document declares. */
export const planSchemes = ({ operations, securitySchemes }: Api): SecuritySchemePlan[] => {
  const uses = operations.flatMap(({ security }) => security.flat())
  return securitySchemes.map((scheme) => {
    const own = uses.filter((use) => use.scheme === scheme.name)
    return planScheme(
      scheme,
      own.length > 0,
      own.some(({ scopes }) => scopes.length > 0),
    )
  })
}

const planScheme = (
  scheme: SecurityScheme,
  needed: boolean,
  scoped: boolean,
): SecuritySchemePlan => {
  const shared = { name: scheme.name, needed, scoped }
  switch (scheme.kind) {
    case 'apiKey':
      return { ...shared, type: scheme.kind, in: scheme.place, parameter: scheme.parameter }
    case 'http':
      return { ...shared, type: scheme.kind, scheme: scheme.scheme.toLowerCase() }
    case 'openIdConnect':
      return { ...shared, type: scheme.kind, url: scheme.url }
    default:
      return { ...shared, type: scheme.kind }
  }
}
