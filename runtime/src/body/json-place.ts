// Owns finding where a text stops being JSON: `JSON.parse` tells it in some messages, and in other words every year.

/** Characters that are looked at; behind them nobody is told the place. */
const scannedCharsMax = 1_048_576

/**
 * Where a text that is no JSON (RFC 8259) breaks, in words behind "is not JSON"; empty where that was not found.
 *
 * @example breakOf('{"a":}') // ': line 1, column 6'
 */
export const breakOf = (text: string): string => {
  const at = scan(text.slice(0, scannedCharsMax))
  if (at === null || (at === scannedCharsMax && text.length > at)) return ''
  const before = text.slice(0, at).split('\n')
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
  return at === text.length ? `: it ends at ${place}` : `: ${place}`
}

type Awaited = 'value' | 'first item' | 'key' | 'first key' | 'colon' | 'comma'

/** The place of the first character that no JSON has there; null where there is none. */
const scan = (text: string): number | null => {
  const open: string[] = []
  let awaited: Awaited = 'value'
  let at = past(blanks, text, 0)
  for (; open.length > 0 || awaited !== 'comma'; at = past(blanks, text, at)) {
    const char = text[at]
    if (char === undefined) return at
    if (closes(char, awaited, open)) {
      open.pop()
      awaited = 'comma'
      at++
    } else if (awaited === 'comma' || awaited === 'colon') {
      if (char !== (awaited === 'comma' ? ',' : ':')) return at
      awaited = awaited === 'comma' && open.at(-1) === '}' ? 'key' : 'value'
      at++
    } else if ((char === '{' || char === '[') && !isKey(awaited)) {
      open.push(char === '{' ? '}' : ']')
      awaited = char === '{' ? 'first key' : 'first item'
      at++
    } else {
      const end = char === '"' ? string(text, at) : isKey(awaited) ? null : plain(text, at)
      if (end === null) return at
      if (end < 0) return -end
      awaited = isKey(awaited) ? 'colon' : 'comma'
      at = end
    }
  }
  return at < text.length ? at : null
}

const isKey = (awaited: Awaited): boolean => awaited === 'key' || awaited === 'first key'

const closes = (char: string, awaited: Awaited, open: readonly string[]): boolean =>
  char === open.at(-1) && (awaited === 'comma' || awaited.startsWith('first'))

const blanks = /[ \t\n\r]*/y
const characters = /[ !#-[\]-\uffff]*/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const words = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const past = (pattern: RegExp, text: string, from: number): number => {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

/** The end of a string; negative, the place where it breaks. */
const string = (text: string, from: number): number => {
  for (let at = from + 1; ; ) {
    at = past(characters, text, at)
    if (text[at] === '"') return at + 1
    const next = past(escaped, text, at)
    if (next === at) return -at
    at = next
  }
}

const plain = (text: string, from: number): number | null => {
  const end = past(words, text, from)
  return end === from ? null : end
}
