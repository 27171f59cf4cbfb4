// Owns fields of urlencoded forms that say how they are written (OpenAPI 3.1, 4.8.15): parameters of a query, in a body.

import { coerceFields, coerceList, type Hint } from './coerce.js'
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
    for (const key of Object.keys(fields))
      if (
        isTaken(key, name, style, structure) &&
        (key === name || own(declared, key) === undefined)
      )
        delete fields[key]
    if (value !== null && value !== undefined) found[name] = value
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
    return items === undefined ? undefined : coerceList(items, structure.items)
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

/** Whether a field of the form is part of the one that `name` says. */
const isTaken = (
  key: string,
  name: string,
  { style, explode }: FieldStyle,
  structure: Structure,
): boolean => {
  if ('items' in structure || (style !== 'deepObject' && !explode)) return key === name
  return style === 'deepObject'
    ? key.startsWith(`${name}[`)
    : own(structure.fields, key) !== undefined
}
