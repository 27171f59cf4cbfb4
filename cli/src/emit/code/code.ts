// Owns `Code`: the only thing that templates and printers accept. Nothing of a specification becomes
// source text without passing `str`, `ident`, `comment` or `type`.

import type { CodeValue } from '../../ir/plan/checks.js'
import { deprecatedLine } from '../../ir/plan/deprecated.js'
import { isInherited } from './inherited.js'

/** Source text that is known to be safe to print. */
export class Code {
  readonly #text: string
  private constructor(text: string) {
    this.#text = text
  }

  /** Words and numbers of the compiler's own. What a document says goes through the functions of this file. */
  static of(text: string): Code {
    return new Code(text)
  }

  get text(): string {
    return this.#text
  }
}

/** Control, format (direction, zero width), surrogate, line separator and private characters. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu

const escapeUnits = (text: string): string => {
  let escaped = ''
  for (let i = 0; i < text.length; i++) {
    escaped += `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return escaped
}

/** A string literal in single quotes. Control, bidirectional and surrogate units are escaped. */
export const str = (value: string): Code => {
  const body = value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replace(hidden, escapeUnits)
  return Code.of(`'${body}'`)
}

/**
 * An identifier that the plan chose.
 * @throws {TypeError} when it is not plain ASCII identifier text: a defect of the plan.
 */
export const ident = (name: string): Code => {
  if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)) throw new TypeError(`not an identifier: ${name}`)
  return Code.of(name)
}

/** A property name: bare when it is an identifier and not `__proto__`, else a string literal. */
export const key = (name: string): Code =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && name !== '__proto__' ? Code.of(name) : str(name)

/** A method of an interface: as `key`, but `new` is quoted, for `new(...)` there says what is constructed. */
export const methodKey = (name: string): Code => (name === 'new' ? str(name) : key(name))

/** A property of an object literal: as `key`, but `__proto__` becomes a computed, ordinary name. */
export const literalKey = (name: string): Code =>
  name === '__proto__' ? Code.of("['__proto__']") : key(name)

/**
 * A property of a literal whose type has an index signature. Of a name that every object inherits TypeScript takes the
 * type there (`constructor: Function`) for what the value is to be, and widens it: such a value keeps its own type.
 */
export const entry = (name: string, value: Code): Code =>
  code`${literalKey(name)}: ${value}${isInherited(name) ? Code.of(' as const') : nothing}`

/** Property access on an expression: `.name` or `['na me']`. */
export const member = (name: string): Code =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? Code.of(`.${name}`) : Code.of(`[${str(name).text}]`)

/** A finite number as a literal. @throws {TypeError} for anything else. */
export const num = (value: number): Code => {
  if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${value}`)
  return Code.of(Object.is(value, -0) ? '0' : String(value))
}

/** A bigint as a literal. @throws {TypeError} for text that is no integer. */
export const integer = (digits: string): Code => {
  if (!/^-?(?:0|[1-9]\d*)$/.test(digits)) throw new TypeError('not an integer')
  return Code.of(`${digits}n`)
}

/** A JSON value as an expression. */
export const json = (value: CodeValue): Code => {
  if (typeof value === 'bigint') return integer(String(value))
  if (typeof value === 'string') return str(value)
  if (typeof value === 'number') return num(value)
  if (value === null || typeof value === 'boolean') return Code.of(String(value))
  if (Array.isArray(value)) return Code.of(`[${value.map((v) => json(v).text).join(', ')}]`)
  const entries = Object.entries(value as Record<string, CodeValue>)
  if (entries.length === 0) return Code.of('{}')
  return Code.of(
    `{ ${entries.map(([k, v]) => `${literalKey(k).text}: ${json(v).text}`).join(', ')} }`,
  )
}

const commentLineMax = 96

/** Text made harmless inside a comment: no terminator, no control or direction units, no tag but inline ones. */
const commentText = (text: string): string =>
  text
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, ' ')
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replace(/(?<![\w{\\])@/g, '\\@')

const wrap = (line: string): string[] => {
  const out: string[] = []
  let rest = ''
  for (const word of line.split(/ +/)) {
    if (rest !== '' && rest.length + word.length + 1 > commentLineMax) {
      out.push(rest)
      rest = word
    } else rest = rest === '' ? word : `${rest} ${word}`
  }
  out.push(rest)
  return out
}

/** Lines of a comment's text, trimmed, wrapped, blank runs collapsed. */
const commentLines = (text: string): string[] =>
  commentText(text)
    .split('\n')
    .flatMap((line) => wrap(line.trim()))
    .filter((line, i, all) => line !== '' || (i > 0 && all[i - 1] !== ''))

/** A doc comment, or nothing for empty text. Ends with a newline when there is one. */
export const comment = (text: string | null): Code => {
  const lines = text === null ? [] : commentLines(text)
  while (lines.at(-1) === '') lines.pop()
  // Editors strike out what has the tag.
  if (lines.at(-1) === deprecatedLine) lines[lines.length - 1] = '@deprecated'
  if (lines.length === 0) return Code.of('')
  if (lines.length === 1) return Code.of(`/** ${lines[0]} */\n`)
  return Code.of(
    `/**\n${lines.map((line) => (line === '' ? ' *' : ` * ${line}`)).join('\n')}\n */\n`,
  )
}

/** One `//` comment line's text. */
export const lineComment = (text: string): Code =>
  Code.of(`// ${commentText(text).replace(/\s+/g, ' ').trim()}`)

type Piece = Code | readonly Code[]

const textOf = (piece: unknown): string => {
  if (piece instanceof Code) return piece.text
  if (Array.isArray(piece)) return piece.map(textOf).join('\n')
  throw new TypeError('only Code may be put into code')
}

/** Column of the line that `text` ends in, when that line is only spaces so far. */
const indentAtEnd = (text: string): string => {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  return /^ *$/.test(line) ? line : ''
}

/** Shifts every line but the first. */
const shift = (text: string, by: string): string =>
  by === '' ? text : text.replace(/\n(?!\n|$)/g, `\n${by}`)

/**
 * Builds code from literal text and `Code` values; many-line values keep the column they stand in.
 * @example code`if (${condition}) {\n  ${body}\n}`
 */
export const code = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Code => {
  let text = strings[0] ?? ''
  for (let i = 0; i < pieces.length; i++) {
    text += shift(textOf(pieces[i]), indentAtEnd(text)) + (strings[i + 1] ?? '')
  }
  return Code.of(text)
}

/** Joins code with a separator written in the compiler's source. */
export const join = (parts: readonly Code[], separator: string): Code =>
  Code.of(parts.map(textOf).join(separator))

/** All lines moved right by `columns`. */
export const indent = (body: Code, columns: number): Code => {
  const by = ' '.repeat(columns)
  return Code.of(body.text.replace(/^(?=.)/gm, by))
}

export const nothing = Code.of('')
