// Owns a linter for regular expressions that can take exponential time: an unbounded repetition
// around something that repeats without an own separator, or around alternatives that overlap.
// It looks at ASCII and at "anything else" as one character, and errs towards silence.

interface Atom {
  /** Characters that it can start with, of `alphabet`; null for assertions, which take no text. */
  readonly set: ReadonlySet<string> | null
  readonly isOptional: boolean
  readonly isUnbounded: boolean
}

/** Whether a pattern that compiles has such a repetition. */
export const isProneToBacktracking = (pattern: string): boolean => {
  const state: State = { pattern, at: 0, isProne: false }
  if (pattern.length <= patternLengthMax) parseAlternatives(state, 0)
  return state.isProne
}

const patternLengthMax = 10_000
const groupDepthMax = 100

const other = '\u{10ffff}'
const alphabet: readonly string[] = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  other,
]

interface State {
  readonly pattern: string
  at: number
  isProne: boolean
}

const parseAlternatives = (state: State, depth: number): readonly (readonly Atom[])[] => {
  const alternatives: (readonly Atom[])[] = []
  let atoms: Atom[] = []
  while (state.at < state.pattern.length && state.pattern[state.at] !== ')') {
    if (state.pattern[state.at] === '|') {
      alternatives.push(atoms)
      atoms = []
      state.at++
    } else atoms.push(parseAtom(state, depth))
  }
  alternatives.push(atoms)
  return alternatives
}

const parseAtom = (state: State, depth: number): Atom => {
  const group =
    state.pattern[state.at] === '(' && depth < groupDepthMax ? parseGroup(state, depth) : null
  const set = group === null ? parseSet(state) : firstOf(group.alternatives)
  const { min, isUnbounded } = parseQuantifier(state)
  if (group !== null && !group.isAssertion && isUnbounded && isAmbiguous(group.alternatives))
    state.isProne = true
  return { set: group?.isAssertion === true ? null : set, isOptional: min === 0, isUnbounded }
}

const parseGroup = (state: State, depth: number) => {
  const head = /\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/y
  head.lastIndex = state.at
  const opening = head.exec(state.pattern)?.[0] ?? '('
  state.at += opening.length
  const alternatives = parseAlternatives(state, depth + 1)
  state.at++
  return { alternatives, isAssertion: /[=!]$/.test(opening) }
}

const isAmbiguous = (alternatives: readonly (readonly Atom[])[]): boolean =>
  alternatives.some(repeatsWithoutSeparator) || overlap(alternatives)

// Walking around the loop from the repeated atom: a character that must come and that it cannot
// match itself separates the rounds.
const repeatsWithoutSeparator = (atoms: readonly Atom[]): boolean =>
  atoms.some((atom, index) => {
    if (!atom.isUnbounded || atom.set === null) return false
    const rest = [...atoms.slice(index + 1), ...atoms.slice(0, index)]
    return !rest.some(
      (each) => !each.isOptional && each.set !== null && !intersect(each.set, atom.set),
    )
  })

const overlap = (alternatives: readonly (readonly Atom[])[]): boolean => {
  const single = alternatives.flatMap(([atom, second]) =>
    atom?.set != null && second === undefined ? [atom.set] : [],
  )
  return single.some((left, index) =>
    single.slice(index + 1).some((right) => intersect(left, right)),
  )
}

const intersect = (left: ReadonlySet<string>, right: ReadonlySet<string> | null): boolean =>
  right !== null && [...left].some((character) => right.has(character))

const firstOf = (alternatives: readonly (readonly Atom[])[]): ReadonlySet<string> => {
  const first = new Set<string>()
  for (const atoms of alternatives) {
    for (const atom of atoms) {
      for (const character of atom.set ?? []) first.add(character)
      if (!atom.isOptional && atom.set !== null) break
    }
  }
  return first
}

const parseQuantifier = (state: State): { min: number; isUnbounded: boolean } => {
  const quantifier = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y
  quantifier.lastIndex = state.at
  const match = quantifier.exec(state.pattern)
  if (match === null) return { min: 1, isUnbounded: false }
  state.at += match[0].length
  if (match[1] === undefined)
    return { min: match[0][0] === '+' ? 1 : 0, isUnbounded: match[0][0] !== '?' }
  return { min: Number(match[1]), isUnbounded: match[2] !== undefined && match[3] === '' }
}

// One character, class or escape; `^`, `$` and `\b` take no text.
const parseSet = (state: State): ReadonlySet<string> | null => {
  const token =
    /\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|k<[^>]*>|c[A-Za-z]|[\s\S])|[\s\S]/y
  token.lastIndex = state.at
  const text = token.exec(state.pattern)?.[0] ?? ' '
  state.at += text.length
  if (text === '^' || text === '$' || text === '\\b' || text === '\\B') return null
  return setOf(text)
}

const sets = new Map<string, ReadonlySet<string>>()

const setOf = (token: string): ReadonlySet<string> => {
  const known = sets.get(token)
  if (known !== undefined) return known
  const matcher = compile(token)
  const set = new Set(
    matcher === null ? [] : alphabet.filter((character) => matcher.test(character)),
  )
  sets.set(token, set)
  return set
}

const compile = (token: string): RegExp | null => {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(`^(?:${token})$`, flags)
    } catch {
      // Some tokens are valid only without Unicode mode.
    }
  }
  return null
}
