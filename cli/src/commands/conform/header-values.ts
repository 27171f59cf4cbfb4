// Owns what the text of an answer's header may mean: the values that its schema is held against. The mirror of how
// answers are written (OpenAPI 3.1, 4.8.12.3, style simple).

import type { DeclaredHeader } from '../../ir/conform-cases.js'
import type { PlainHintPlan } from '../../ir/plan/parameters.js'
import type { JsonValue } from '../../ir/schema.js'

/** Every value that the text may mean; the header fits when one of them does. */
export const headerValues = (
  text: string,
  { hint, explode }: Pick<DeclaredHeader, 'hint' | 'explode'>,
): readonly JsonValue[] => valuesOf(text, hint, explode)

const valuesOf = (text: string, hint: PlainHintPlan, explode: boolean): readonly JsonValue[] => {
  if (typeof hint === 'string') return scalarsOf(text, hint)
  if ('anyOf' in hint) return hint.anyOf.flatMap((each) => valuesOf(text, each, explode))
  const parts = text.trim() === '' ? [] : text.split(',').map((part) => part.trim())
  if ('items' in hint)
    return [parts.map((part, i) => one(decoded(part), hint.first?.[i] ?? hint.items))]
  const members = explode
    ? parts.map((part) => /^([^=]*)=?(.*)$/s.exec(part)?.slice(1) ?? [])
    : parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? '']] : []))
  return [
    Object.fromEntries(
      members.map(([name = '', value = '']) => {
        const own = Object.hasOwn(hint.fields, decoded(name)) ? hint.fields[decoded(name)] : null
        return [decoded(name), one(decoded(value), own ?? hint.rest ?? 'string')]
      }),
    ),
  ]
}

/** An item: the first thing that its text may mean. */
const one = (text: string, hint: PlainHintPlan): JsonValue => valuesOf(text, hint, false)[0] ?? text

const scalarsOf = (text: string, hint: string): readonly JsonValue[] => {
  if (hint === 'string') return [text]
  if (hint === 'null' && text === '') return [null]
  try {
    const value = JSON.parse(text) as JsonValue
    return hint === 'json' || kinds[hint]?.includes(value === null ? 'null' : typeof value)
      ? [value]
      : []
  } catch {
    return []
  }
}

const kinds: { readonly [hint: string]: readonly string[] } = {
  integer: ['number'],
  number: ['number'],
  exactInteger: ['number'],
  exactNumber: ['number'],
  boolean: ['boolean'],
  null: ['null'],
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
