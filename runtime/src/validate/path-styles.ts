// Owns path parameters of style label (`.a.b`) and matrix (`;name=a,b`), and objects of style simple (`a,1` or `a=1`):
// OpenAPI 3.1, 4.8.12.3. Parts are told apart before they are decoded, so that an escaped separator belongs to its value (RFC 6570, 3.2.1).

import { percentDecoded } from '../text/percent.js'
import { coerce, coerceFields, coerceTuple, type Hint } from './coerce.js'
import { fieldsOf } from './parameters.js'

/** Segment `index` of a request target's path, as it came; 0 is what stands before the first slash. */
export const pathSegment = (target: string, index: number): string => {
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '').split('?', 1)[0] ?? ''
  return path.split('/')[index] ?? ''
}

/**
 * What parameter number `position` of a segment is, as it came, where the segment has `literals` before, between
 * and behind its parameters: `1` of `{name}.{ext}` with `['', '.', '']`. A client that escapes a literal leaves
 * only what was decoded, `decoded`: escaped again, as far as it can be.
 */
export const pathPart = (
  target: string,
  segment: number,
  literals: readonly string[],
  position: number,
  decoded: string,
): string => {
  let rest = pathSegment(target, segment)
  for (const [i, literal] of literals.slice(0, position + 1).entries()) {
    const start = i === 0 ? 0 : rest.indexOf(literal)
    rest = start < 0 ? '' : rest.slice(start + literal.length)
  }
  const after = literals[position + 1] ?? ''
  const isLast = position + 2 >= literals.length
  const end = isLast ? rest.length - after.length : rest.indexOf(after)
  const part = rest.slice(0, Math.max(0, end))
  return percentDecoded(part) === decoded ? part : encodeURI(decoded)
}

/**
 * Whether a text has the marks of its style: `.` before a label, `;name=` before a matrix or before each of its
 * parts, `;` before exploded members, which have names of their own.
 */
export const isStyled = (
  text: string,
  style: 'label' | 'matrix',
  name: string,
  parts: 'one' | 'list' | 'members',
): boolean => {
  if (!text.startsWith(marks[style])) return false
  if (style === 'label' || parts === 'members') return true
  const given = parts === 'list' ? text.slice(1).split(';') : [text.slice(1)]
  return given.every((part) => percentDecoded(part.split('=', 1)[0] ?? '') === name)
}

/**
 * An undecoded path segment as the value that `hint` asks for.
 *
 * @example coerceStyled(';color=R,1', 'matrix', 'color', false, { fields: { R: 'integer' }, rest: null }) // { R: 1 }
 */
export const coerceStyled = (
  text: string,
  style: 'simple' | 'label' | 'matrix',
  name: string,
  explode: boolean,
  hint: Hint,
): unknown => {
  const mark = marks[style]
  const bare = style !== 'simple' && text.startsWith(mark) ? text.slice(1) : text
  const whole = style === 'matrix' ? withoutName(bare, name) : bare
  if (typeof hint === 'string' || 'anyOf' in hint) return coerce(percentDecoded(whole), hint)
  if ('fields' in hint) {
    const fields = explode
      ? fieldsOf(partsOf(bare, mark), '=', percentDecoded)
      : fieldsOf(partsOf(whole, ','), ',', percentDecoded)
    return coerceFields(fields, hint)
  }
  const parts = explode ? partsOf(bare, mark) : partsOf(whole, ',')
  const values =
    explode && style === 'matrix' ? parts.map((part) => withoutName(part, name)) : parts
  return coerceTuple(values.map(percentDecoded), hint)
}

/** What stands before each part, or between the parts of a simple one. */
const marks = { simple: ',', label: '.', matrix: ';' } as const

const partsOf = (text: string, separator: string): string[] =>
  text === '' ? [] : text.split(separator)

const withoutName = (part: string, name: string): string => {
  const equals = part.indexOf('=')
  if (equals < 0) return percentDecoded(part) === name ? '' : part
  return percentDecoded(part.slice(0, equals)) === name ? part.slice(equals + 1) : part
}
