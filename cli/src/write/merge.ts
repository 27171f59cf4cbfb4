// Owns merging a file that both the user and the compiler changed since it was made. Line by line, and nothing
// of the user's is lost: where both changed the same lines, nothing is merged and the difference is told.

import { diff3Merge } from 'node-diff3'

export type Merged =
  | { readonly kind: 'merged'; readonly text: string }
  /** `diff`: what stands in the user's file, and what the compiler would have put there. */
  | { readonly kind: 'conflict'; readonly diff: string }

/**
 * The user's text with what the compiler changed between `base` and `made`. Lines that the user removed stay
 * removed: a scaffold's comments are there to be deleted.
 *
 * @example
 * mergeTexts({ mine: 'a\nmine\n', base: 'a\n', made: 'b\n' }) // { kind: 'merged', text: 'b\nmine\n' }
 */
export const mergeTexts = (texts: {
  readonly mine: string
  readonly base: string
  readonly made: string
}): Merged => {
  const newline = texts.mine.includes('\r\n') ? '\r\n' : '\n'
  const [mine, base, made] = [texts.mine, texts.base, texts.made].map(linesOf) as [
    Lines,
    Lines,
    Lines,
  ]
  const regions = diff3Merge(mine, base, made, { excludeFalseConflicts: true })
  const merged: string[] = []
  const conflicts: string[] = []
  for (const region of regions) {
    if (region.ok !== undefined) merged.push(...region.ok)
    else if (region.conflict !== undefined) {
      const { a, aIndex, b } = region.conflict
      if (a.length > 0) conflicts.push(hunk(aIndex + 1, a, b))
    }
  }
  if (conflicts.length > 0) return { kind: 'conflict', diff: conflicts.join('\n') }
  return { kind: 'merged', text: merged.join(newline) }
}

type Lines = string[]

const linesOf = (text: string): Lines => text.split(/\r?\n/)

const hunk = (line: number, mine: readonly string[], made: readonly string[]): string =>
  [`line ${line}`, ...mine.map((each) => `- ${each}`), ...made.map((each) => `+ ${each}`)].join(
    '\n',
  )
