// Owns query parameters of style deepObject: `filter[a]=1&filter[list][0][b]=2`. OpenAPI leaves open what stands in more
// than one pair of brackets (3.1, 4.8.12.2): it is read as qs writes it, where the schema declares objects and lists.

import { coerce, coerceTexts, fieldHint, type Hint, type ListHint } from './coerce.js'
import type { Issues } from './issues.js'
import { membersMax, pairsOf } from './parameters.js'
import { TooManyParts } from './too-many-parts.js'

/** Names in brackets behind a parameter's own; a key with more is refused. */
const bracketsMax = 5

/** What a request says about one place: texts of its own, and what stands in brackets below it. */
interface Place {
  readonly texts: string[]
  readonly below: Map<string, Place>
}

/**
 * The object of parameter `name`, null without any part of it. What the schema has no place for is an issue.
 *
 * @throws {TooManyParts} when an object or list has more than `membersMax` members.
 * @example
 * const hint: Hint = { fields: { a: { fields: { b: 'integer' }, rest: null } }, rest: null }
 * deepObject('/?f[a][b]=1', 'f', hint, issues) // { a: { b: 1 } }
 */
export const deepObject = (target: string, name: string, hint: Hint, issues: Issues): unknown => {
  const root: Place = { texts: [], below: new Map() }
  for (const [key, text] of pairsOf(target)) {
    if (!key.startsWith(`${name}[`) || !key.endsWith(']')) continue
    const names = key.slice(name.length + 1, -1).split('][')
    if (names.length > bracketsMax)
      issues.addAt(name, 'style', `must not have more than ${bracketsMax} names in brackets`)
    else placeIn(root, names).texts.push(text)
  }
  if (root.below.size === 0) return null
  return at(name, issues, () => readAs(root, hint, issues))
}

const placeIn = (root: Place, names: readonly string[]): Place => {
  let place = root
  for (const name of names) {
    const known = place.below.get(name)
    const next = known ?? { texts: [], below: new Map() }
    if (known === undefined && place.below.size >= membersMax)
      throw new TooManyParts(membersMax, 'members')
    place.below.set(name, next)
    place = next
  }
  return place
}

/** What `make` finds wrong is moved below `segment`. */
const at = (segment: string, issues: Issues, make: () => unknown): unknown => {
  const before = issues.count
  const value = make()
  issues.within(before, segment)
  return value
}

const readAs = (place: Place, hint: Hint, issues: Issues): unknown => {
  const { texts, below } = place
  if (below.size === 0) return coerceTexts(texts, hint)
  const structure = structureOf(hint)
  if (structure !== null && 'items' in structure) return listOf(place, structure, issues)
  if (structure === null || texts.length > 0) {
    issues.add('style', 'must not have members in brackets')
    return null
  }
  const object: Record<string, unknown> = Object.create(null)
  for (const [name, each] of below) {
    const member = fieldHint(structure, name, issues)
    object[name] = at(name, issues, () => readAs(each, member, issues))
  }
  return object
}

/** `list[]=1`, `list=1` again and again, or `list[0][a]=1` with any number for each item. */
const listOf = ({ texts, below }: Place, hint: ListHint, issues: Issues): unknown[] => {
  const items: unknown[] = []
  const next = (): Hint => hint.first?.[items.length] ?? hint.items
  for (const text of texts) items.push(coerce(text, next()))
  for (const [index, each] of below) {
    if (index === '' && each.below.size === 0)
      for (const text of each.texts) items.push(coerce(text, next()))
    else if (/^\d{1,9}$/.test(index))
      items.push(at(String(items.length), issues, () => readAs(each, next(), issues)))
    else at(index, issues, () => issues.add('style', 'must be the number of an item'))
  }
  return items
}

type Structure = Extract<Hint, { items: Hint } | { fields: unknown }>

/** The list or object that a hint may mean. */
export const structureOf = (hint: Hint): Structure | null => {
  if (typeof hint === 'string') return null
  if (!('anyOf' in hint)) return hint
  for (const each of hint.anyOf) {
    const found = structureOf(each)
    if (found !== null) return found
  }
  return null
}
