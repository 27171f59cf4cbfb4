// Owns comparing what two views of a schema say themselves: types, values, bounds, texts, defaults. Nothing below them.

import type { SchemaRuleId } from './rules.js'
import { lowerBounds, type SchemaView, upperBounds } from './view.js'

/** Tells a difference, and where below the value it stands. */
export type Tell = (rule: SchemaRuleId, detail: string, inside?: string) => void

/** What is demanded of a value by itself, and what is said of its members. */
export const compareDemands = (left: SchemaView, right: SchemaView, tell: Tell): void => {
  compareTypes(left, right, tell)
  compareValues(left, right, tell)
  compareBounds(left, right, tell)
  compareText(left, right, tell)
  compareWords(left, right, tell)
  compareExact(left.exact, right.exact, tell)
}

const listed = (values: readonly string[]): string =>
  values.map((value) => `\`${value}\``).join(', ')

/** What is said of members besides what they demand: for whom they are filled in, and that they will go. */
const compareWords = (left: SchemaView, right: SchemaView, tell: Tell): void => {
  for (const [name, was] of left.defaults) {
    const is = right.defaults.get(name)
    if (!right.properties.has(name) || left.required.has(name) || right.required.has(name)) continue
    if (is === undefined)
      tell('member-default-removed', `the default of \`${name}\` was ${was}, is none`, `/${name}`)
    else if (is !== was)
      tell('member-default-changed', `the default of \`${name}\` was ${was}, is ${is}`, `/${name}`)
  }
  for (const [name, is] of right.defaults) {
    if (left.defaults.has(name) || !left.properties.has(name)) continue
    if (!left.required.has(name) && !right.required.has(name))
      tell('member-default-changed', `the default of \`${name}\` was none, is ${is}`, `/${name}`)
  }
  for (const name of right.deprecated)
    if (left.properties.has(name) && !left.deprecated.has(name))
      tell('property-deprecated', `\`${name}\` is deprecated now`, `/${name}`)
}

/** `schemas.int64` and `schemas.decimal` say what handlers have; clients write and read the same. */
const compareExact = (old: SchemaView['exact'], now: SchemaView['exact'], tell: Tell): void => {
  const [was, is] = [old?.as ?? 'number', now?.as ?? 'number']
  const format = now?.format ?? old?.format
  if (was !== is) tell('number-kept-otherwise', `\`${format}\` was ${was}, is ${is} in handlers`)
}

const compareTypes = (left: SchemaView, right: SchemaView, tell: Tell): void => {
  if (left.types === null && right.types === null) return
  const missing = (from: SchemaView['types'], other: SchemaView['types']): string[] =>
    from === null ? [] : [...from].filter((type) => other?.has(type) === false)
  const gone = left.types === null ? ['any type'] : missing(left.types, right.types)
  const come = right.types === null ? ['any type'] : missing(right.types, left.types)
  if (gone.length > 0 && right.types !== null)
    tell('type-removed', `was ${typesText(left)}, is ${typesText(right)}`)
  if (come.length > 0 && left.types !== null)
    tell('type-added', `was ${typesText(left)}, is ${typesText(right)}`)
}

const typesText = ({ types }: SchemaView): string => {
  if (types === null) return 'any type'
  return [...types].filter((type) => type !== 'integer' || !types.has('number')).join(' or ')
}

const compareValues = (left: SchemaView, right: SchemaView, tell: Tell): void => {
  const [old, now] = [left.values, right.values]
  if (old === null && now === null) return
  const gone = now === null ? [] : old === null ? null : [...old].filter((value) => !now.has(value))
  const come = old === null ? [] : now === null ? null : [...now].filter((value) => !old.has(value))
  if (gone === null) tell('enum-value-removed', `only ${listed([...(now ?? [])])} are left`)
  else if (gone.length > 0) tell('enum-value-removed', `${listed(gone)} removed`)
  if (come === null) tell('enum-value-added', 'any value is allowed now')
  else if (come.length > 0) tell('enum-value-added', `${listed(come)} added`)
}

const compareBounds = (left: SchemaView, right: SchemaView, tell: Tell): void => {
  for (const name of lowerBounds) {
    const [old, now] = [left.bounds[name] ?? -Infinity, right.bounds[name] ?? -Infinity]
    if (now > old) tell('minimum-raised', boundText(name, left, right))
    else if (now < old) tell('minimum-lowered', boundText(name, left, right))
  }
  for (const name of upperBounds) {
    const [old, now] = [left.bounds[name] ?? Infinity, right.bounds[name] ?? Infinity]
    if (now < old) tell('maximum-lowered', boundText(name, left, right))
    else if (now > old) tell('maximum-raised', boundText(name, left, right))
  }
}

const boundText = (name: keyof SchemaView['bounds'], left: SchemaView, right: SchemaView): string =>
  `\`${name}\` was ${left.bounds[name] ?? 'not set'}, is ${right.bounds[name] ?? 'not set'}`

const compareText = (left: SchemaView, right: SchemaView, tell: Tell): void => {
  const each = (name: 'pattern' | 'format', was: ReadonlySet<string>, is: ReadonlySet<string>) => {
    const gone = [...was].filter((text) => !is.has(text))
    const come = [...is].filter((text) => !was.has(text))
    const changed = Math.min(gone.length, come.length)
    for (let i = 0; i < changed; i++)
      tell(`${name}-changed`, `\`${name}\` was \`${gone[i]}\`, is \`${come[i]}\``)
    for (const text of come.slice(changed)) tell(`${name}-added`, `\`${name}: ${text}\` was added`)
    for (const text of gone.slice(changed))
      tell(`${name}-removed`, `\`${name}: ${text}\` was removed`)
  }
  each('pattern', left.patterns, right.patterns)
  each('format', left.formats, right.formats)
  compareMultiples([...left.multiples], [...right.multiples], tell)
  if (right.uniqueItems && !left.uniqueItems) tell('unique-items-added', '`uniqueItems` was added')
  if (left.uniqueItems && !right.uniqueItems)
    tell('unique-items-removed', '`uniqueItems` was removed')
}

/** A multiple of ten is one of five: what is asked for by another number may be asked for still. */
const compareMultiples = (old: readonly number[], now: readonly number[], tell: Tell): void => {
  const isAskedBy = (numbers: readonly number[], one: number): boolean =>
    numbers.some((each) => Number.isInteger(each / one))
  for (const one of now)
    if (!isAskedBy(old, one)) tell('multiple-of-added', `\`multipleOf: ${one}\``)
  for (const one of old)
    if (!isAskedBy(now, one)) tell('multiple-of-removed', `not \`multipleOf: ${one}\` any more`)
}
