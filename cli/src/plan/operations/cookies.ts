// Owns where parameters in cookies come from that the engine does not read: those of style `cookie`, and exploded
// lists and objects of style `form`, which are several cookies.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Parameter } from '../../ir/operation.js'
import type { HintPlan, ParamSource } from '../../ir/plan/parameters.js'
import type { PlanContext } from '../context.js'
import { fieldsHint, itemHints, memberNames } from './hint-parts.js'

type CookieSource = Extract<ParamSource, { kind: 'cookie' }>

/** Whether a parameter is read from the text of the Cookie field; the engine reads those of one text and one cookie. */
export const isCookies = ({ place, style, explode }: Parameter, isMany: boolean): boolean =>
  style === 'cookie' || (place === 'cookie' && explode && isMany)

/** Where such a parameter comes from. */
export const cookieSource = (
  context: PlanContext,
  parameter: Parameter,
  all: readonly Parameter[],
  { isObject, isList }: { readonly isObject: boolean; readonly isList: boolean },
  hint: HintPlan,
): CookieSource => {
  const { explode } = parameter
  const style = parameter.style === 'cookie' ? 'cookie' : 'form'
  if (isObject) {
    const members = memberNames(fieldsHint(hint), otherCookies(context, parameter, all))
    return { kind: 'cookie', style, form: 'fields', explode, ...members }
  }
  const none = { names: [], taken: null }
  return isList
    ? { kind: 'cookie', style, form: 'list', explode, ...none, ...itemHints(hint, (each) => each) }
    : { kind: 'cookie', style, form: 'one', explode, ...none, hint }
}

/** Names of cookies that are not the parameter's: of other parameters, and keys of security schemes. */
const otherCookies = (
  { api }: PlanContext,
  { name }: Parameter,
  all: readonly Parameter[],
): string[] => [
  ...all.flatMap((other) => (other.place === 'cookie' && other.name !== name ? [other.name] : [])),
  ...api.securitySchemes.flatMap((scheme) =>
    scheme.kind === 'apiKey' && scheme.place === 'cookie' ? [scheme.parameter] : [],
  ),
]

/** Members that nobody can tell from other cookies, as located warnings. */
export const sharedCookies = (
  context: PlanContext,
  parameter: Parameter,
  all: readonly Parameter[],
  source: ParamSource,
): Diagnostic[] => {
  if (source.kind !== 'cookie' || source.form !== 'fields' || !source.explode) return []
  const { name, at } = parameter
  const others = otherCookies(context, parameter, all)
  const shared = source.names
    .filter((member) => others.includes(member))
    .map(
      (member) =>
        `\`${member}\` is a member of the cookie parameter \`${name}\` and another cookie`,
    )
  const open =
    source.taken === null
      ? []
      : [`every other cookie of a request becomes a member of the cookie parameter \`${name}\``]
  return [...shared, ...open].map((message) => diagnostic('NX4180', { message, at }))
}
