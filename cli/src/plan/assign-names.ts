// Owns who gets a name that several things want: somebody whose own name it is, or nobody. The answer depends
// on what the things are, never on their order.

import { hashOf } from './names.js'

/** Somebody's wish for a name. */
export interface Claim {
  /** Who wants it: unique, and the same wherever the document is compiled. */
  readonly identity: string
  readonly name: string
  /** A lower rank keeps the name against higher ones. */
  readonly rank: number
}

/**
 * Gives every claim a name that differs from all others without regard to case, so that it serves as a
 * file name too. A name that is wanted twice goes to the only claim of the lowest rank, or to nobody;
 * the others get a hash of their identity. The order of claims makes no difference.
 */
export const assignNames = (claims: readonly Claim[]): ReadonlyMap<string, string> => {
  const wanted = new Map<string, Claim[]>()
  for (const claim of claims) {
    const folded = foldedName(claim.name)
    const group = wanted.get(folded)
    if (group) group.push(claim)
    else wanted.set(folded, [claim])
  }
  const names = new Map<string, string>()
  for (const group of wanted.values()) {
    const lowest = Math.min(...group.map((claim) => claim.rank))
    const keepers = group.filter((claim) => claim.rank === lowest)
    for (const claim of group) {
      const keeps = keepers.length === 1 && claim === keepers[0]
      names.set(claim.identity, keeps ? claim.name : `${claim.name}_${hashOf(claim.identity)}`)
    }
  }
  return names
}

/** Two names that fold alike would share a file on a file system that ignores case. */
const foldedName = (name: string): string => name.toLowerCase().replaceAll('_', '')
