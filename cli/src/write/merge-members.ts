// Owns merging members that the compiler adds to a list of them whose lines the user wrote over: hooks of security.

/** The user's file, and where in it the lines stand that the user wrote over. */
interface Place {
  readonly file: readonly string[]
  readonly at: number
}

interface Sides {
  readonly mine: readonly string[]
  readonly base: readonly string[]
  readonly made: readonly string[]
}

/**
 * The user's lines, and behind them the members that the compiler adds and the file does not have yet; null where it does
 * something else, or where a list cannot go on behind the user's lines.
 *
 * @example
 * const base = ['  a: () => null,']
 * const sides = { mine: ['  a: real,'], base, made: [...base, '  b: () => null,'] }
 * withNewMembers(sides, { file: sides.mine, at: 0 }) // ['  a: real,', '  b: () => null,']
 */
export const withNewMembers = (
  { mine, base, made }: Sides,
  { file, at }: Place,
): string[] | null => {
  const [old, now] = [base.filter(isCode), made.filter(isCode)]
  // Only behind what was there: else it is another change, which the user has to see.
  if (now.length <= old.length || old.some((line, i) => line !== now[i])) return null
  const come = now.slice(old.length)
  const keys = come.map(stubKey)
  if (keys.includes(null)) return null
  const there = membersAround(file, { at, count: mine.length, indent: indentOf(mine, now) })
  const missing = come.filter((_, i) => !hasMember(there, keys[i] ?? ''))
  if (missing.length === 0) return [...mine]
  if (!/,\s*$/.test(mine.filter(isCode).at(-1) ?? '')) return null
  return [...mine, ...missing.flatMap((line) => withComments(made, line))]
}

const isComment = (line: string): boolean => /^\s*(?:\/\/|\/\*|\*)/.test(line)
const isCode = (line: string): boolean => line.trim() !== '' && !isComment(line)

/** The key of a member as the compiler makes one for the user to write; null for any other line. */
const stubKey = (line: string): string | null =>
  /^\s*([\w$]+|'(?:[^'\\]|\\.)*'): \(\) => null,$/.exec(line)?.[1] ?? null

/** How far the members of a list are indented: the user's, or ours where there are none. */
const indentOf = (mine: readonly string[], made: readonly string[]): number =>
  Math.min(...(mine.some(isCode) ? mine.filter(isCode) : made).map(indentOfLine))

const indentOfLine = (line: string): number => line.length - line.trimStart().length

/** The first lines of the members that stand in one list with the user's lines: none is within another member. */
const membersAround = (
  file: readonly string[],
  { at, count, indent }: { readonly at: number; readonly count: number; readonly indent: number },
): readonly string[] => {
  const isInside = (line: string | undefined): boolean =>
    line !== undefined && (!isCode(line) || indentOfLine(line) >= indent)
  let [start, end] = [at, at + count]
  while (isInside(file[start - 1])) start -= 1
  while (isInside(file[end])) end += 1
  return file.slice(start, end).filter((line) => isCode(line) && indentOfLine(line) === indent)
}

/** Whether one of the lines begins a member of that key: `key: ...`, `key(...)`, `async key(...)`, `key,`. */
const hasMember = (lines: readonly string[], key: string): boolean => {
  const bare = key.replace(/^'|'$/g, '')
  const starts = [bare, `'${bare}'`, `"${bare}"`]
  return lines.some((line) => {
    const text = line.trim().replace(/^async\s+/, '')
    return starts.some(
      (start) => text.startsWith(start) && /^\s*[:(,]/.test(text.slice(start.length)),
    )
  })
}

/** A line with the comments that stand right before it. */
const withComments = (lines: readonly string[], line: string): readonly string[] => {
  const end = lines.indexOf(line)
  let start = end
  while (start > 0 && isComment(lines[start - 1] ?? '')) start -= 1
  return lines.slice(start, end + 1)
}
