// Owns fields of urlencoded forms that say how they are written (OpenAPI 3.1, 4.8.15): parameters of a query, in a body.

import { coerceFields, coerceTuple, type Hint } from './coerce.js'
import { deepObject, structureOf } from './deep-object.js'
import type { Issues } from './issues.js'
import { explodedFields, listedQueryFields, listedQueryItems } from './parameters.js'
import { own } from './values.js'

/** How a field is written. */
export interface FieldStyle {
  readonly style: 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'
  readonly explode: boolean
}

interface FormSource {
  form(): Record<string, string[]>
  bodyText(): string
}

/** The fields of a form, those with a style read as it says. */
export const styledForm = (
  raw: FormSource,
  hint: Hint,
  styles: Readonly<Record<string, FieldStyle>>,
  issues: Issues,
): Record<string, unknown> => {
  const fields = raw.form()
  const target = `?${raw.bodyText()}`
  const declared = typeof hint === 'object' && 'fields' in hint ? hint.fields : {}
  const found: Record<string, unknown> = Object.create(null)
  for (const [name, style] of Object.entries(styles)) {
    const structure = structureOf((own(declared, name) as Hint | undefined) ?? 'string')
    if (structure === null || (style.explode && 'items' in structure)) continue
    const value = valueOfField(target, name, style, structure, issues)
    if (isOneText(style, structure) && (fields[name]?.length ?? 0) > 1)
      issues.addAt(name, 'repeated', 'must be given once')
    for (const key of Object.keys(fields))
      if (
        isTaken(key, name, style, structure) &&
        (key === name || own(declared, key) === undefined)
      )
        delete fields[key]
    if (value === null || value === undefined) continue
    found[name] = value
    // What says it in another way is not passed over.
    if (own(fields, name) !== undefined)
      issues.addAt(name, 'style', 'must be given in one way only')
  }
  return Object.assign(coerceFields(fields, hint), found)
}

type Structure = NonNullable<ReturnType<typeof structureOf>>

const valueOfField = (
  target: string,
  name: string,
  { style, explode }: FieldStyle,
  structure: Structure,
  issues: Issues,
): unknown => {
  const separator = separators[style]
  if ('items' in structure) {
    const items = listedQueryItems(target, name, separator)
    return items === undefined ? undefined : coerceTuple(items, structure)
  }
  if (style === 'deepObject') return deepObject(target, name, structure, issues)
  if (explode) {
    const fields = explodedFields(target, Object.keys(structure.fields), null)
    return fields === null ? undefined : coerceFields(fields, structure)
  }
  if (listedQueryItems(target, name, separator) === undefined) return undefined
  return coerceFields(listedQueryFields(target, name, separator, ','), structure)
}

const separators = { form: ',', spaceDelimited: ' ', pipeDelimited: '|', deepObject: ',' } as const

/** Whether one field of the form holds all of it. */
const isOneText = ({ style, explode }: FieldStyle, structure: Structure): boolean =>
  'items' in structure || (style !== 'deepObject' && !explode)

/** Whether a field of the form is part of the one that `name` says. */
const isTaken = (key: string, name: string, style: FieldStyle, structure: Structure): boolean => {
  if (isOneText(style, structure)) return key === name
  return style.style === 'deepObject'
    ? key.startsWith(`${name}[`) && key.endsWith(']')
    : 'fields' in structure && own(structure.fields, key) !== undefined
}
