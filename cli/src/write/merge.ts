// Owns merging a file that both the user and the compiler changed since it was made. Line by line, and nothing
// of the user's is lost: where both changed the same lines, nothing is merged and the difference is told.

import { diff3Merge, diffComm, diffPatch } from 'node-diff3'
import { withNewMembers } from './merge-members.js'

/** Lines of a file that are merged: the merge hands them over as arguments, which the stack bounds. */
const mergedLinesMax = 50_000

export type Merged =
  | { readonly kind: 'merged'; readonly text: string }
  /** `diff`: what the compiler changes from one generation to the next, and what the user has there. */
  | { readonly kind: 'conflict'; readonly diff: string }

/**
 * The user's text with what the compiler changed between `base` and `made`. Lines that the user removed stay
 * removed, and comments of a scaffold are no conflict: they are there to be deleted.
 *
 * @example
 * const texts = { mine: 'a\n-\nmine\n', base: 'a\n-\n', made: 'b\n-\n' }
 * mergeTexts(texts) // { kind: 'merged', text: 'b\n-\nmine\n' }
 */
export const mergeTexts = (texts: {
  readonly mine: string
  readonly base: string
  readonly made: string
}): Merged => {
  const mark = texts.mine.startsWith(byteOrderMark) ? byteOrderMark : ''
  const own = texts.mine.slice(mark.length)
  const [mine, base, made] = [own, texts.base, texts.made].map(linesOf) as [Lines, Lines, Lines]
  const longest = Math.max(mine.length, base.length, made.length)
  if (longest > mergedLinesMax) return { kind: 'conflict', diff: tooLong(longest) }
  const merged: string[] = []
  const conflicts: string[] = []
  for (const region of regionsOf({ mine, base, made })) {
    if (region.ok !== undefined) merged.push(...region.ok)
    else if (region.conflict !== undefined) {
      const { a, aIndex, o, b } = region.conflict
      const sides = { mine: a, base: o, made: b }
      const settled = withoutOurComments(sides) ?? withNewMembers(sides, { file: mine, at: aIndex })
      if (settled === null) conflicts.push(hunk(aIndex + 1, { mine: a, base: o, made: b }))
      else merged.push(...settled)
    }
  }
  if (conflicts.length > 0) return { kind: 'conflict', diff: conflicts.join('\n') }
  return { kind: 'merged', text: mark + joined(merged, own, mine) }
}

/** What some editors put before a text; the compiler does not. */
const byteOrderMark = '\ufeff'

/** The lines as a text: each of the user's ends as it did, new ones as most of the user's do. */
const joined = (lines: readonly string[], own: string, mine: readonly string[]): string => {
  const ends = own.match(/\r?\n/g) ?? []
  const returns = ends.filter((end) => end === '\r\n').length
  const usual = returns * 2 > ends.length ? '\r\n' : '\n'
  if (returns === 0 || returns === ends.length) return lines.join(usual)
  let at = 0
  const kept = diffComm([...mine], [...lines]).flatMap((part) => {
    if ('common' in part) return part.common.map(() => ends[at++] ?? usual)
    at += part.buffer1.length
    return part.buffer2.map(() => usual)
  })
  return lines.map((line, i) => (i === lines.length - 1 ? line : line + kept[i])).join('')
}

const tooLong = (lines: number): string =>
  `has ${lines} lines, more than the ${mergedLinesMax} that are merged (mergedLinesMax)`

const regionsOf = ({ mine, base, made }: Sides) =>
  diff3Merge([...mine], [...base], [...made], { excludeFalseConflicts: true })

/**
 * A conflict again, without the compiler's comments: the user deleted them there, or wrote others in their place, and
 * nothing depends on what they say. null when it is one about code.
 */
const withoutOurComments = ({ mine, base, made }: Sides): Lines | null => {
  if (mine.length === 0) return []
  const bare = (lines: readonly string[]): Lines => lines.filter((line) => !isComment(line))
  const lines: Lines = []
  for (const region of regionsOf({ mine, base: bare(base), made: bare(made) })) {
    if (region.ok !== undefined) lines.push(...region.ok)
    else if ((region.conflict?.a.length ?? 0) > 0) return null
  }
  return lines
}

/** A line of a comment; code that begins with a star is none that the compiler writes. */
const isComment = (line: string): boolean => /^\s*(?:\/\/|\/\*|\*)/.test(line)

type Lines = string[]

const linesOf = (text: string): Lines => text.split(/\r?\n/)

interface Sides {
  readonly mine: readonly string[]
  readonly base: readonly string[]
  readonly made: readonly string[]
}

/** The three sides of a conflict: what the compiler does to its own lines, and the user's in their place. */
const hunk = (line: number, { mine, base, made }: Sides): string =>
  [
    `line ${line}: nexus changes`,
    ...changed(base, made),
    'where you have',
    ...mine.map((each) => `    ${each}`),
  ].join('\n')

/** Lines that went (`-`), came (`+`) and stayed. */
const changed = (base: readonly string[], made: readonly string[]): string[] => {
  const lines: string[] = []
  let at = 0
  const kept = (end: number) => {
    lines.push(...base.slice(at, end).map((each) => `    ${each}`))
  }
  for (const { buffer1, buffer2 } of diffPatch([...base], [...made])) {
    kept(buffer1.offset)
    lines.push(...buffer1.chunk.map((each) => `  - ${each}`))
    lines.push(...buffer2.chunk.map((each) => `  + ${each}`))
    at = buffer1.offset + buffer1.length
  }
  kept(base.length)
  return lines
}
