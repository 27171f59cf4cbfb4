// Owns parameters whose value is an object: read from the request's query or from one parameter's text
// (OpenAPI 3.1, 4.8.12.3 style values). Names are free, so objects have no prototype.

import { coerce, coerceList, type Hint } from './coerce.js'

type Fields = Record<string, string[]>

/** No object parameter has more members; further ones are ignored. */
const membersMax = 256

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const add = (fields: Fields, name: string, value: string): void => {
  const list = fields[name]
  if (list) list.push(value)
  else if (Object.keys(fields).length < membersMax) fields[name] = [value]
}

/** Query pairs of a request target, decoded. */
const pairsOf = (target: string): [string, string][] => {
  const mark = target.indexOf('?')
  if (mark < 0) return []
  return target
    .slice(mark + 1)
    .split('&', 1024)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0
        ? [decode(pair), '']
        : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
    })
}

/** `filter[a]=1&filter[b]=2` (style deepObject): members of `name`, or null without any. */
export const deepObjectFields = (target: string, name: string): Fields | null => {
  const fields: Fields = Object.create(null)
  let found = false
  for (const [key, value] of pairsOf(target)) {
    // `name[list][]=` repeats a member, as PHP and qs write it.
    const path = key.endsWith('[]') ? key.slice(0, -2) : key
    if (!path.startsWith(`${name}[`) || !path.endsWith(']')) continue
    found = true
    add(fields, path.slice(name.length + 1, -1), value)
  }
  return found ? fields : null
}

/** `a=1&b=2` (style form, explode): the members that the schema names, or all that nothing else takes. */
export const explodedFields = (
  target: string,
  names: readonly string[],
  taken: readonly string[] | null,
): Fields | null => {
  const fields: Fields = Object.create(null)
  let found = false
  for (const [key, value] of pairsOf(target)) {
    if (!(names.includes(key) || (taken !== null && !taken.includes(key)))) continue
    found = true
    add(fields, key, value)
  }
  return found ? fields : null
}

/** `a,1,b,2` (simple or form without explode), or `a=1,b=2` with an `=` between name and value. */
export const listedFields = (text: string, separator: string, between: ',' | '='): Fields => {
  const fields: Fields = Object.create(null)
  const parts = text === '' ? [] : text.split(separator)
  if (between === '=') {
    for (const part of parts) {
      const equals = part.indexOf('=')
      add(
        fields,
        equals < 0 ? part : part.slice(0, equals),
        equals < 0 ? '' : part.slice(equals + 1),
      )
    }
    return fields
  }
  for (let i = 0; i < parts.length; i += 2) add(fields, parts[i] ?? '', parts[i + 1] ?? '')
  return fields
}

/**
 * A path segment of style label (`.a.b`) or matrix (`;name=a,b`, `;name=a;name=b`) without its marks, as
 * the value that `hint` asks for.
 */
export const coerceStyled = (
  text: string,
  style: 'label' | 'matrix',
  name: string,
  explode: boolean,
  hint: Hint,
): unknown => {
  const mark = style === 'label' ? '.' : ';'
  const bare = text.startsWith(mark) ? text.slice(1) : text
  if (typeof hint === 'string' || !('items' in hint)) {
    return coerce(style === 'matrix' ? withoutName(bare, name) : bare, hint)
  }
  const parts = explode ? bare.split(mark) : [bare]
  const values = style === 'matrix' ? parts.map((part) => withoutName(part, name)) : parts
  return coerceList(explode ? values : (values[0] ?? '').split(','), hint.items)
}

const withoutName = (part: string, name: string): string =>
  part.startsWith(`${name}=`) ? part.slice(name.length + 1) : part
