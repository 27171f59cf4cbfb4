// Owns merging members that the compiler adds to a list of them whose lines the user wrote over: hooks of security.

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
 * withNewMembers(sides, sides.mine) // ['  a: real,', '  b: () => null,']
 */
export const withNewMembers = (
  { mine, base, made }: Sides,
  file: readonly string[],
): string[] | null => {
  const [old, now] = [base.filter(isCode), made.filter(isCode)]
  // Only behind what was there: else it is another change, which the user has to see.
  if (now.length <= old.length || old.some((line, i) => line !== now[i])) return null
  const come = now.slice(old.length)
  const keys = come.map(stubKey)
  if (keys.includes(null)) return null
  const missing = come.filter((_, i) => !hasMember(file, keys[i] ?? ''))
  if (missing.length === 0) return [...mine]
  if (!/,\s*$/.test(mine.filter(isCode).at(-1) ?? '')) return null
  return [...mine, ...missing.flatMap((line) => withComments(made, line))]
}

const isComment = (line: string): boolean => /^\s*(?:\/\/|\/\*|\*)/.test(line)
const isCode = (line: string): boolean => line.trim() !== '' && !isComment(line)

/** The key of a member as the compiler makes one for the user to write; null for any other line. */
const stubKey = (line: string): string | null =>
  /^\s*([\w$]+|'(?:[^'\\]|\\.)*'): \(\) => null,$/.exec(line)?.[1] ?? null

/** Whether a line of the file begins a member of that key: `key: ...`, `key(...)`, `async key(...)`, `key,`. */
const hasMember = (file: readonly string[], key: string): boolean => {
  const bare = key.replace(/^'|'$/g, '')
  const starts = [bare, `'${bare}'`, `"${bare}"`]
  return file.some((line) => {
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
