// Owns choices that only a seed decides: the same seed and the same place give the same choice, on any machine.

/** Choices of one place. */
export class Chance {
  constructor(readonly seed: string) {}

  /** The choices of a place below. */
  at(place: string): Chance {
    return new Chance(`${this.seed}/${place}`)
  }

  /** An integer from 0 to `count - 1`; `what` tells choices of one place apart. */
  below(count: number, what: string): number {
    return count <= 0 ? 0 : hashOf(`${this.seed} ${what}`) % count
  }

  /** One of a list. */
  one<T>(from: readonly [T, ...T[]], what?: string): T
  one<T>(from: readonly T[], what?: string): T | undefined
  one<T>(from: readonly T[], what = 'one'): T | undefined {
    return from[this.below(from.length, what)]
  }
}

/** FNV-1a, 32 bits, and a mix of its bits at the end (MurmurHash3): neighbours differ in their low bits too. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const unit of text) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0
  return (hash ^ (hash >>> 16)) >>> 0
}
