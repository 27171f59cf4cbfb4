// Owns printing where parameters come from that no native code takes apart: whole queries, and cookies as they came.

import type { ParamSource } from '../../ir/plan/parameters.js'
import { type Code, code, json, str } from '../code/code.js'
import type { Imports } from '../code/imports.js'

type WholeSource = Extract<ParamSource, { kind: 'wholeQuery' | 'cookie' }>
type CookieSource = Extract<WholeSource, { kind: 'cookie' }>

/** How a parameter is found, and made a value of. */
export interface FoundParameter {
  readonly presence: Code
  readonly setup: Code[]
  readonly value: Code
}

/** `local` is what the request has, null where it has nothing. */
export const wholeText = (
  imports: Imports,
  source: WholeSource,
  wireName: string,
  local: Code,
  hint: Code,
): FoundParameter => {
  const found = (text: Code): Pick<FoundParameter, 'presence' | 'setup'> => ({
    presence: code`${local} !== null`,
    setup: [code`const ${local} = ${text}`],
  })
  if (source.kind === 'wholeQuery')
    return {
      ...found(code`${imports.check('wholeQuery')}(raw.target)`),
      value: code`${imports.check('coerce')}(${local} ?? '', ${hint})`,
    }
  return {
    ...found(cookieText(imports, source, wireName)),
    value: cookieValue(imports, source, local, hint),
  }
}

const cookieText = (
  imports: Imports,
  { style, form, explode, names, taken }: CookieSource,
  wireName: string,
): Code => {
  const cookies = code`raw.header('cookie')`
  if (form === 'fields' && explode) {
    const read = style === 'form' ? 'formCookieFields' : 'cookieFields'
    return code`${imports.check(read)}(${cookies}, ${json(names)}, ${json(taken)})`
  }
  const read = style === 'form' ? 'formCookieItems' : 'cookieValues'
  return code`${imports.check(read)}(${cookies}, ${str(wireName)})`
}

const cookieValue = (
  imports: Imports,
  { form, explode, first }: CookieSource,
  local: Code,
  hint: Code,
): Code => {
  if (form === 'one') return code`${imports.check('coerce')}(${local}?.[0] ?? '', ${hint})`
  if (form === 'list') {
    const items = explode ? code`${local} ?? []` : code`${imports.check('cookieItems')}(${local})`
    const read = first === undefined ? 'coerceList' : 'coerceTuple'
    return code`${imports.check(read)}(${items}, ${hint})`
  }
  const members = explode ? code`${local} ?? {}` : code`${imports.check('cookieMembers')}(${local})`
  return code`${imports.check('coerceFields')}(${members}, ${hint})`
}
