// Owns the exact place and wording of JSON syntax errors (RFC 8259). It runs only after JSON.parse
// refused a text, whose own messages differ between engine versions and often carry no place.

export interface JsonSyntaxError {
  readonly start: number
  readonly end: number
  readonly message: string
}

/** Finds the first error of a text; null when the text is valid JSON. */
export const findJsonError = (text: string): JsonSyntaxError | null => {
  const open: ('{' | '[')[] = []
  let at = skip(text, 0)
  let expects: Expects = 'value'
  for (;;) {
    const character = text[at]
    if (character === undefined) {
      return expects === 'end'
        ? null
        : error(text, at, `the text ends where ${wanted[expects]} should be`)
    }
    const step = stepAt(text, at, expects, open)
    if ('message' in step) return step
    at = skip(text, step.at)
    expects = step.expects
  }
}

type Expects = 'value' | 'valueOrClose' | 'key' | 'keyOrClose' | 'colon' | 'commaOrClose' | 'end'

interface Step {
  readonly at: number
  readonly expects: Expects
}

const wanted: Record<Expects, string> = {
  value: 'a value',
  valueOrClose: 'a value or `]`',
  key: 'a key in double quotes',
  keyOrClose: 'a key in double quotes or `}`',
  colon: '`:`',
  commaOrClose: '`,` or a closing bracket',
  end: 'the end of the file',
}

const stepAt = (
  text: string,
  at: number,
  expects: Expects,
  open: ('{' | '[')[],
): Step | JsonSyntaxError => {
  const character = text[at] ?? ''
  const after = (): Expects => (open.length === 0 ? 'end' : 'commaOrClose')
  const top = open.at(-1)
  const unexpected = (): JsonSyntaxError =>
    error(text, at, `expected ${wanted[expects]}, found ${shown(character)}${hintFor(character)}`)
  switch (expects) {
    case 'colon':
      return character === ':' ? { at: at + 1, expects: 'value' } : unexpected()
    case 'commaOrClose':
      if (character === ',') return { at: at + 1, expects: top === '{' ? 'key' : 'value' }
      if (character !== (top === '{' ? '}' : ']')) return unexpected()
      open.pop()
      return { at: at + 1, expects: after() }
    case 'key':
    case 'keyOrClose': {
      if (character === '}' && expects === 'keyOrClose') {
        open.pop()
        return { at: at + 1, expects: after() }
      }
      if (character !== '"') return unexpected()
      const end = scanString(text, at)
      return typeof end === 'number' ? { at: end, expects: 'colon' } : end
    }
    case 'value':
    case 'valueOrClose': {
      if (character === ']' && expects === 'valueOrClose') {
        open.pop()
        return { at: at + 1, expects: after() }
      }
      if (character === '{' || character === '[') {
        open.push(character)
        return { at: at + 1, expects: character === '{' ? 'keyOrClose' : 'valueOrClose' }
      }
      const end = character === '"' ? scanString(text, at) : scanWord(text, at)
      if (end === null) return unexpected()
      return typeof end === 'number' ? { at: end, expects: after() } : end
    }
    case 'end':
      return unexpected()
  }
}

const scanString = (text: string, start: number): number | JsonSyntaxError => {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x22) return at + 1
    if (unit < 0x20)
      return error(
        text,
        at,
        'a string holds a control character; write it as an escape such as `\\n`',
      )
    if (unit === 0x5c) {
      const escaped = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y
      escaped.lastIndex = at + 1
      const match = escaped.exec(text)
      if (match === null) return error(text, at, 'a string holds an escape that JSON does not have')
      at += match[0].length
    }
  }
  return error(text, start, 'a string is not closed')
}

const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const scanWord = (text: string, start: number): number | null => {
  word.lastIndex = start
  const match = word.exec(text)
  if (match === null) return null
  const end = start + match[0].length
  return /[\w.+-]/.test(text[end] ?? '') ? null : end
}

const skip = (text: string, from: number): number => {
  let at = from
  while (at < text.length && ' \n\r\t'.includes(text[at] ?? '')) at++
  return at
}

const shown = (character: string): string => (character === '`' ? 'a backtick' : `\`${character}\``)

const hintFor = (character: string): string => {
  if (character === "'") return ' (JSON uses double quotes)'
  if (character === '/' || character === '#') return ' (JSON has no comments)'
  return ''
}

const error = (text: string, start: number, message: string): JsonSyntaxError => ({
  start,
  end: Math.min(start + 1, text.length),
  message,
})
