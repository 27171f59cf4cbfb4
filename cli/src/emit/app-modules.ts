// Owns printing what joins the operations: app, context, handlers, index and statuses.

import { posix } from 'node:path'
import type { OperationPlan } from '../ir/plan/api.js'
import type { ApiPlan } from '../ir/plan/output.js'
import { Code, code, ident, join, literalKey, nothing, num, str } from './code/code.js'
import { Imports } from './code/imports.js'
import { principalMembers, schemeNames, schemeOf } from './security.js'

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
  exports: operations.map(({ file }) => code`export * from ${str(relative('operations', file))}`),
})

/** View of `context.hbs`. */
export const contextModule = (
  plan: Pick<ApiPlan, 'securitySchemes' | 'operations'>,
  madeFrom: Code,
) => {
  const { securitySchemes: schemes } = plan
  const unknown = undeclaredSchemes(plan)
  const imports = new Imports('context', [
    'AppContext',
    'Answer',
    'TypedBody',
    'OperationBase',
    'HookOf',
    'Principals',
    'createState',
    'security',
  ])
  const principalOf =
    schemes.length === 0 ? null : imports.runtimeType('@nexusrt/runtime', 'PrincipalOf')
  const contracts = imports.type('contracts', 'Contracts')
  const security = schemes.length === 0 ? code`` : code`import type { security } from '../security'`
  return {
    madeFrom,
    contracts,
    imports: code`${imports.print()}${security}`,
    hasSchemes: schemes.length > 0,
    hasPrincipals: schemes.length + unknown.length > 0,
    principals: principalMembers(schemes, unknown, principalOf),
  }
}

/** Schemes that operations ask for and the document does not declare: nobody passes them. */
const undeclaredSchemes = ({
  securitySchemes,
  operations,
}: Pick<ApiPlan, 'securitySchemes' | 'operations'>): string[] => {
  const declared = new Set(securitySchemes.map(({ name }) => name))
  const used = operations.flatMap(({ security }) => security.flat().map(({ scheme }) => scheme))
  return [...new Set(used)].filter((name) => !declared.has(name)).sort()
}

export const clientErrors = [
  400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418,
  421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
]
export const serverErrors = [500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511]

/** View of `statuses.hbs`. */
export const statusesModule = (madeFrom: Code) => ({
  madeFrom,
  clientErrors: join(clientErrors.map(num), ' | '),
  serverErrors: join(serverErrors.map(num), ' | '),
})

/** View of `app.hbs`. */
export const appModule = (
  plan: Pick<ApiPlan, 'title' | 'version' | 'securitySchemes' | 'operations' | 'answers'>,
  madeFrom: Code,
) => {
  const imports = new Imports('app', [
    'AppParts',
    'Extensions',
    'Hooks',
    'Security',
    'createApp',
    'securitySchemes',
  ])
  const runtime = '@nexusrt/runtime'
  const names = {
    App: imports.runtimeType(runtime, 'App'),
    AppExtensions: imports.runtimeType(runtime, 'AppExtensions'),
    AppContext: imports.type('context', 'AppContext'),
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
    imports: plan.answers?.isIncluded
      ? code`${imports.print()}import './answers/index'\n`
      : imports.print(),
    ...names,
    middleware: union(plan.operations.flatMap(({ middleware }) => middleware)),
    tags: union(plan.operations.map(({ tag }) => tag)),
    ids: union(plan.operations.map(({ id }) => id)),
    title: str(plan.title),
    version: str(plan.version),
    needed: schemeNames(plan.securitySchemes, ({ needed }) => needed),
    scoped: schemeNames(plan.securitySchemes, ({ scoped }) => scoped),
    optional: plan.securitySchemes.some(({ needed }) => needed) ? nothing : code`?`,
    schemes: plan.securitySchemes.map(
      (scheme) => code`${literalKey(scheme.name)}: ${schemeOf(scheme)}`,
    ),
  }
}

/** Literals in the order of their text, each once. */
const union = (names: readonly string[]): Code => {
  const distinct = [...new Set(names)].sort()
  return distinct.length === 0 ? code`never` : join(distinct.map(str), ' | ')
}

/** The comment under each file's first line. */
export const madeFromLine = (source: string): Code =>
  Code.of(`// Generated by nexus from ${source.replace(/[^\x20-\x7e]/g, '?')}. Do not edit.`)
