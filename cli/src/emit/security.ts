// Owns printing security: schemes, the type of hooks, principals, and the user's file of hooks.

import type { OperationPlan, SecuritySchemePlan } from '../ir/plan/api.js'
import type { ApiPlan } from '../ir/plan/output.js'
import { type Code, code, indent, join, key, lineComment, literalKey, str } from './code/code.js'
import type { Imports } from './code/imports.js'

/** A scheme as the runtime reads it. */
export const schemeOf = (scheme: SecuritySchemePlan): Code => {
  switch (scheme.type) {
    case 'apiKey':
      return code`{ type: 'apiKey', in: ${str(scheme.in)}, name: ${str(scheme.parameter)} }`
    case 'http':
      return code`{ type: 'http', scheme: ${str(scheme.scheme)} }`
    case 'openIdConnect':
      return code`{ type: 'openIdConnect', openIdConnectUrl: ${str(scheme.url)} }`
    default:
      return code`{ type: ${str(scheme.type)} }`
  }
}

/** The names that satisfy `test`, as a union type. */
export const schemeNames = (
  schemes: readonly SecuritySchemePlan[],
  test: (scheme: SecuritySchemePlan) => boolean,
): Code => {
  const names = schemes.filter(test).map(({ name }) => str(name))
  return names.length === 0 ? code`never` : join(names, ' | ')
}

/**
 * Who a handler is told about. Schemes of one alternative give all their members; several alternatives are
 * told apart by their schemes; the empty alternative lets anybody in. The runtime's `principals.ts` makes it.
 */
export const principalType = (imports: Imports, { security }: OperationPlan): Code => {
  const alternatives = new Map(
    security.filter((uses) => uses.length > 0).map((uses) => [labelOf(uses), uses]),
  )
  const isOpen = security.length === 0 || security.some((uses) => uses.length === 0)
  const types = [...alternatives].map(([label, uses]) => {
    const principals = imports.type('context', 'Principals')
    const value = join(
      uses.map(({ scheme }) => code`${principals}[${str(scheme)}]`),
      ' & ',
    )
    return alternatives.size === 1 ? value : code`{ scheme: ${str(label)}; value: ${value} }`
  })
  return join([...types, ...(isOpen ? [code`undefined`] : [])], ' | ')
}

/** What an alternative is called; a `+` of a scheme's own name is escaped, as the runtime does. */
const labelOf = (uses: OperationPlan['security'][number]): string =>
  uses.map(({ scheme }) => scheme.replace(/[%+]/g, encodeURIComponent)).join('+')

/** View of `security.hbs`: the user's file, made once. */
export const securityModule = ({ securitySchemes }: Pick<ApiPlan, 'securitySchemes'>) => ({
  hooks: securitySchemes
    .filter(({ needed }) => needed)
    .map((scheme) => indent(hookStub(scheme), 2)),
})

const hookStub = (scheme: SecuritySchemePlan): Code => {
  const scopes = scheme.scoped ? '; its principals have `scopes`' : ''
  return code`${lineComment(`${about(scheme)}${scopes}`)}\n${literalKey(scheme.name)}: () => null,`
}

const about = (scheme: SecuritySchemePlan): string => {
  switch (scheme.type) {
    case 'apiKey':
      return `({ key }): the ${scheme.in} ${scheme.parameter}`
    case 'http':
      if (scheme.scheme === 'basic') return '({ username, password })'
      return scheme.scheme === 'bearer'
        ? '({ token })'
        : `({ value }): what follows ${scheme.scheme}`
    case 'openIdConnect':
      return `({ token }): of ${scheme.url}`
    case 'mutualTLS':
      return '({ certificate }): what the client showed when it connected'
    case 'oauth2':
      return '({ token }): an access token'
  }
}

/** Members of `Principals`. */
export const principalMembers = (
  schemes: readonly SecuritySchemePlan[],
  undeclared: readonly string[],
  principalOf: Code | null,
): Code[] => [
  ...schemes.map(
    ({ name }) => code`${key(name)}: ${principalOf ?? code`never`}<HookOf<${str(name)}>>`,
  ),
  ...undeclared.map((name) => code`${key(name)}: never`),
]
