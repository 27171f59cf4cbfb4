// Owns chance that a seed repeats: numbers, choices, and bytes cut into pieces.

/** Mulberry32: small, fast, and the same everywhere. */
export const randomOf = (seed) => {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit) => Math.floor(next() * limit)
  const pick = (list) => list[below(list.length)]
  const many = (max, make) => Array.from({ length: below(max + 1) }, make)
  const text = (alphabet, max) => many(max, () => pick(alphabet)).join('')
  /** `bytes` in pieces of any size. */
  const pieces = (bytes) => {
    const found = []
    const most = 1 + below(bytes.length + 1)
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + below(most)
      found.push(bytes.subarray(at, at + size))
      at += size
    }
    return found
  }
  const is = (part) => next() < part
  const chance = (percent) => below(100) < percent
  return { next, below, pick, many, text, pieces, is, chance }
}
