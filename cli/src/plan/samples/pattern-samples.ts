// Owns making up a text that a regular expression matches, for the common constructs; what it does not
// know gives null. Whoever asks checks the text against the expression.

/** Longer texts are not made up. */
const lengthMax = 1024

/** A short text for an ECMA-262 pattern, or null. */
export const sampleOfPattern = (pattern: string): string | null => {
  const reader = new PatternReader(pattern)
  const text = reader.alternatives()
  return reader.failed || !reader.atEnd || text.length > lengthMax ? null : text
}

const classTexts: { readonly [unit: string]: string } = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
}
const controlTexts: { readonly [unit: string]: string } = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  v: '\v',
}

/** Reads a pattern once, choosing the first alternative and the least repetition. */
class PatternReader {
  failed = false
  #at = 0
  constructor(readonly pattern: string) {}

  get atEnd(): boolean {
    return this.#at >= this.pattern.length
  }

  alternatives(): string {
    const first = this.#sequence()
    while (this.#take('|')) this.#sequence()
    return first
  }

  #take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #next(): string {
    const unit = this.pattern.charAt(this.#at)
    this.#at++
    return unit
  }

  #sequence(): string {
    let text = ''
    while (!this.failed && !this.atEnd && !/[|)]/.test(this.pattern.charAt(this.#at))) {
      const atom = this.#atom()
      const count = this.#least()
      if (atom.length * count > lengthMax) this.failed = true
      else text += atom.repeat(count)
    }
    return text
  }

  #atom(): string {
    const unit = this.#next()
    if (unit === '^' || unit === '$') return ''
    if (unit === '.') return 'a'
    if (unit === '[') return this.#class()
    if (unit === '(') return this.#group()
    return unit === '\\' ? this.#escape() : unit
  }

  #group(): string {
    const isLookAround = /^\?(?:=|!|<=|<!)/.test(this.pattern.slice(this.#at))
    if (isLookAround) this.failed = true
    if (!this.#take('?:') && this.#take('?<')) while (!this.atEnd && this.#next() !== '>');
    const text = this.alternatives()
    if (!this.#take(')')) this.failed = true
    return text
  }

  #escape(): string {
    const unit = this.#next()
    if (/[1-9kpPuxcB]/.test(unit)) this.failed = true
    return unit === 'b' ? '' : (classTexts[unit] ?? controlTexts[unit] ?? unit)
  }

  /** The first member of a class, or of what a negated class leaves. */
  #class(): string {
    const isNegated = this.#take('^')
    const start = this.#at
    let first: string | null = null
    while (!this.atEnd && this.pattern.charAt(this.#at) !== ']') {
      const unit = this.#next()
      const member = unit === '\\' ? this.#escape() : unit
      first ??= member
    }
    const body = this.pattern.slice(start, this.#at)
    if (!this.#take(']')) this.failed = true
    if (!isNegated) return first ?? ''
    return [...'a1 -_'].find((candidate) => !matches(`[${body}]`, candidate)) ?? ''
  }

  /** The least number of repetitions; one without a quantifier. */
  #least(): number {
    const quantifier = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(this.pattern.slice(this.#at))
    if (quantifier === null) return 1
    this.#at += quantifier[0].length
    if (quantifier[1] !== undefined) return Number(quantifier[1])
    return quantifier[0].startsWith('+') ? 1 : 0
  }
}

const matches = (source: string, text: string): boolean => {
  try {
    return new RegExp(source, 'u').test(text)
  } catch {
    return true
  }
}
