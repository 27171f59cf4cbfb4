// Owns printing what joins the operations: app, context, handlers, index and statuses.

import { posix } from 'node:path'
import type { ApiPlan, OperationPlan, SecuritySchemePlan } from '../ir/plan/api.js'
import { Code, code, ident, join, key, literalKey, num, str } from './code.js'
import { Imports } from './imports.js'

const relative = (from: string, to: string): string => {
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

/** View of `handlers.hbs`. */
export const handlersModule = (operations: readonly OperationPlan[], madeFrom: Code) => ({
  madeFrom,
  imports: operations.map(
    ({ name, handlerFile }) =>
      code`import { ${ident(name)} } from ${str(relative('generated/handlers', handlerFile))}`,
  ),
  names: operations.map(({ name }) => ident(name)),
})

/** View of `operations.hbs`. */
export const operationsModule = (operations: readonly OperationPlan[], madeFrom: Code) => ({
  madeFrom,
  isEmpty: operations.length === 0,
  exports: operations.map(
    ({ name, file }) => code`export { ${ident(name)} } from ${str(relative('operations', file))}`,
  ),
})

/** View of `context.hbs`. */
export const contextModule = (schemes: readonly SecuritySchemePlan[], madeFrom: Code) => {
  const imports = new Imports('context', [
    'AppContext',
    'HookOf',
    'Principals',
    'createState',
    'security',
  ])
  const principalOf =
    schemes.length === 0 ? null : imports.runtimeType('@nexusrt/runtime', 'PrincipalOf')
  const contracts = imports.type('contracts', 'Contracts')
  const security =
    schemes.length === 0 ? code`` : code`import type { security } from '../security'\n`
  return {
    madeFrom,
    contracts,
    imports: code`${imports.print()}${security}`,
    hasSchemes: schemes.length > 0,
    principals: schemes.map(
      ({ name }) => code`${key(name)}: ${principalOf ?? code`never`}<HookOf<${str(name)}>>`,
    ),
  }
}

const clientErrors = [
  400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418,
  421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
]
const serverErrors = [500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511]

/** View of `statuses.hbs`. */
export const statusesModule = (madeFrom: Code) => ({
  madeFrom,
  clientErrors: join(clientErrors.map(num), ' | '),
  serverErrors: join(serverErrors.map(num), ' | '),
})

/** View of `app.hbs`. */
export const appModule = (
  plan: Pick<ApiPlan, 'title' | 'version' | 'securitySchemes'>,
  madeFrom: Code,
) => {
  const imports = new Imports('app', ['AppParts', 'createApp', 'securitySchemes'])
  const runtime = '@nexusrt/runtime'
  const names = {
    App: imports.runtimeType(runtime, 'App'),
    NexusConfig: imports.runtimeType(runtime, 'NexusConfig'),
    ResolvedConfig: imports.runtimeType(runtime, 'ResolvedConfig'),
    SecurityHooks: imports.runtimeType(runtime, 'SecurityHooks'),
    SecuritySchemes: imports.runtimeType(runtime, 'SecuritySchemes'),
    defineApp: imports.runtime(runtime, 'defineApp'),
  }
  imports.value('handlers', 'handlers')
  imports.value('contracts', 'openContracts')
  return {
    madeFrom,
    imports: imports.print(),
    ...names,
    title: str(plan.title),
    version: str(plan.version),
    schemes: plan.securitySchemes.map(
      (scheme) => code`${literalKey(scheme.name)}: ${schemeOf(scheme)}`,
    ),
  }
}

const schemeOf = (scheme: SecuritySchemePlan): Code => {
  switch (scheme.type) {
    case 'apiKey':
      return code`{ type: 'apiKey', in: ${str(scheme.in)}, name: ${str(scheme.parameter)} }`
    case 'http':
      return code`{ type: 'http', scheme: ${str(scheme.scheme)} }`
    default:
      return code`{ type: ${str(scheme.type)} }`
  }
}

/** The comment under each file's first line. */
export const madeFromLine = (source: string): Code =>
  Code.of(
    `// Made from ${source.replace(/[^\x20-\x7e]/g, '?')} by nexus. Changes are lost: \`nexus generate\` rewrites this file.`,
  )
