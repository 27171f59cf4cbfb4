// Owns telling a cause once, however often it is used: a value of an enum that seventeen answers hold is one edit.

import { counted } from './compile.js'

/** Uses that are named; the rest is counted. */
const usesNamedMax = 3

/**
 * The list in groups of the same key, each where its first member stood.
 *
 * @example
 * byCause(['a1', 'b1', 'a2'], (each) => each.slice(0, 1)) // [['a1', 'a2'], ['b1']]
 */
export const byCause = <T>(
  list: readonly T[],
  causeOf: (each: T) => string,
): readonly (readonly [T, ...T[]])[] => {
  const groups = new Map<string, [T, ...T[]]>()
  for (const each of list) {
    const group = groups.get(causeOf(each))
    if (group === undefined) groups.set(causeOf(each), [each])
    else group.push(each)
  }
  return [...groups.values()]
}

/**
 * The first few of a list, and how many more there are.
 *
 * @example
 * firstFew(['a', 'b', 'c', 'd', 'e']) // 'a, b, c, and 2 more'
 */
export const firstFew = (list: readonly string[]): string => {
  const rest = list.length - usesNamedMax
  // One more is as long as its name.
  if (rest <= 1) return list.join(', ')
  return `${list.slice(0, usesNamedMax).join(', ')}, and ${rest} more`
}

/**
 * How many there are, and of how many causes, where that is less.
 *
 * @example
 * countedCauses(17, 1, 'finding') // '17 findings of 1 cause'
 */
export const countedCauses = (uses: number, causes: number, what: string): string => {
  const all = counted(uses, what)
  return causes === uses ? all : `${all} of ${counted(causes, 'cause')}`
}
