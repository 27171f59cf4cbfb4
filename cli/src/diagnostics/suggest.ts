// Owns "did you mean": the known word nearest to an unknown one.

/**
 * The candidate within two edits (one edit up to four letters, case not counted), or null.
 *
 * @example
 * nearest('requierd', ['required', 'readOnly']) // 'required'
 */
export const nearest = (word: string, candidates: Iterable<string>): string | null =>
  suggestionsFrom(candidates)(word)

/**
 * As `nearest`, for a list that many words are looked up in: a hostile document has thousands of both. Looking ends
 * at a limit for the whole list (`comparedCharsMax`), and then nothing is suggested.
 *
 * @example
 * const meant = suggestionsFrom(tags)
 * meant('animals')
 */
export const suggestionsFrom = (
  candidates: Iterable<string>,
): ((word: string) => string | null) => {
  let left = comparedCharsMax
  let byLength: ReadonlyMap<number, readonly string[]> | null = null
  return (word) => {
    if (word.length > wordLengthMax) return null
    const lower = word.toLowerCase()
    const allowed = word.length <= 4 ? 1 : 2
    byLength ??= groupedByLength(candidates)
    let best: string | null = null
    let bestDistance = allowed + 1
    for (let length = word.length - allowed; length <= word.length + allowed; length++) {
      for (const candidate of byLength.get(length) ?? []) {
        left -= word.length * length
        if (left < 0) return null
        const distance = editDistance(lower, candidate.toLowerCase())
        if (distance >= bestDistance) continue
        best = candidate
        bestDistance = distance
      }
    }
    return best
  }
}

/** Products of the lengths of words that are compared, summed up for one list. */
const comparedCharsMax = 20_000_000

const wordLengthMax = 64

const groupedByLength = (words: Iterable<string>): ReadonlyMap<number, readonly string[]> => {
  const groups = new Map<number, string[]>()
  for (const word of words) {
    const group = groups.get(word.length)
    if (group === undefined) groups.set(word.length, [word])
    else group.push(word)
  }
  return groups
}

// Optimal string alignment: insert, delete, replace, swap neighbours.
const editDistance = (left: string, right: string): number => {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
      )
      const isSwap =
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1]
      if (isSwap) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.length] ?? 0
}
