// Owns who gets a name that several things want: who has it already, somebody whose own name it is, or nobody. The
// answer depends on what the things are and on the names they have, never on their order.

import { hashOf } from './names.js'

/** Somebody's wish for a name. */
export interface Claim {
  /** Who wants it: unique, and the same wherever the document is compiled. */
  readonly identity: string
  readonly name: string
  /** A lower rank keeps the name against higher ones. */
  readonly rank: number
}

/** Names by the identity of who has them. */
export type GivenNames = ReadonlyMap<string, string>

/** What a document has that was never compiled before. */
export const noNames: GivenNames = new Map()

/**
 * Gives every claim a name that differs from all others without regard to case, so that it serves as a
 * file name too. Who was given a name before keeps it for as long as that is what is wanted. A name that is
 * wanted twice otherwise goes to the only claim of the lowest rank, or to nobody; the others get a hash of their
 * identity. The order of claims makes no difference.
 */
export const assignNames = (
  claims: readonly Claim[],
  given: GivenNames = noNames,
): ReadonlyMap<string, string> => {
  const names = keptNames(claims, given)
  const taken = new Set([...names.values()].map(foldedName))
  const others: Claim[] = []
  for (const [folded, group] of grouped(
    claims.filter(({ identity }) => !names.has(identity)),
    ({ name }) => name,
  )) {
    const keeper = taken.has(folded) ? null : onlyLowest(group)
    if (keeper !== null) names.set(keeper.identity, keeper.name)
    others.push(...group.filter((claim) => claim !== keeper))
  }
  for (const name of names.values()) taken.add(foldedName(name))
  for (const claim of others.sort(byIdentity)) {
    const name = freeName(claim, taken)
    taken.add(foldedName(name))
    names.set(claim.identity, name)
  }
  return names
}

/** Names that were given before and are still what is wanted: the plain one, or the one with the hash. */
const keptNames = (claims: readonly Claim[], given: GivenNames): Map<string, string> => {
  const names = new Map<string, string>()
  const before = claims.filter((claim) => {
    const name = given.get(claim.identity)
    return name === claim.name || name === hashedName(claim)
  })
  // Two branches may have given one name to two things; merged, one of them has it.
  for (const group of grouped(before, ({ identity }) => given.get(identity) ?? '').values()) {
    const [first] = group.sort((a, b) => a.rank - b.rank || byIdentity(a, b))
    if (first !== undefined) names.set(first.identity, given.get(first.identity) ?? first.name)
  }
  return names
}

const grouped = (
  claims: readonly Claim[],
  nameOf: (claim: Claim) => string,
): ReadonlyMap<string, Claim[]> => {
  const groups = new Map<string, Claim[]>()
  for (const claim of claims) {
    const folded = foldedName(nameOf(claim))
    const group = groups.get(folded)
    if (group) group.push(claim)
    else groups.set(folded, [claim])
  }
  return groups
}

const onlyLowest = (group: readonly Claim[]): Claim | null => {
  const lowest = Math.min(...group.map(({ rank }) => rank))
  const [first = null, second] = group.filter(({ rank }) => rank === lowest)
  return second === undefined ? first : null
}

/** With a hash; somebody else may be called that too. */
const freeName = (claim: Claim, taken: ReadonlySet<string>): string => {
  let name = hashedName(claim)
  for (let more = 2; taken.has(foldedName(name)); more++) name = `${hashedName(claim)}_${more}`
  return name
}

const hashedName = ({ name, identity }: Claim): string => `${name}_${hashOf(identity)}`

const byIdentity = (a: Claim, b: Claim): number => (a.identity < b.identity ? -1 : 1)

/** Two names that fold alike would share a file on a file system that ignores case. */
const foldedName = (name: string): string => name.toLowerCase().replaceAll('_', '')
