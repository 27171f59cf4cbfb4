// Owns printing where parameters come from that no native code takes apart: whole queries, and cookies as they came.

import type { ParamSource } from '../../ir/plan/parameters.js'
import { type Code, code, json, str } from '../code/code.js'
import type { Imports } from '../code/imports.js'

type WholeSource = Extract<ParamSource, { kind: 'wholeQuery' | 'cookie' }>

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
  const { form, explode, names, taken } = source
  const cookies = code`raw.header('cookie')`
  const text =
    form === 'fields' && explode
      ? code`${imports.check('cookieFields')}(${cookies}, ${json(names)}, ${json(taken)})`
      : code`${imports.check('cookieValues')}(${cookies}, ${str(wireName)})`
  return { ...found(text), value: cookieValue(imports, source, local, hint) }
}

const cookieValue = (
  imports: Imports,
  { form, explode, first }: Extract<WholeSource, { kind: 'cookie' }>,
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
