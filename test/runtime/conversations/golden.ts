// Owns the markdown of conversations: "## name", an `http` block with what is sent, and a block with what must come
// back. The bytes of a block are written as in test/golden/http (native/test/http/golden.h).

import { readFileSync, writeFileSync } from 'node:fs'
import { codings } from '../../../runtime/src/body/decoding.js'

/**
 * How a conversation goes on. `answer`: the connection is still one of HTTP, and a plain GET on it is answered.
 * `answer closed`: the server ends it. `answer raw`: it is open and no longer asked anything.
 */
export type Ending = 'answer' | 'answer closed' | 'answer raw'

export interface Conversation {
  readonly name: string
  readonly send: Buffer
  readonly want: string
  readonly ending: Ending
}

const escapes: Readonly<Record<string, string>> = {
  r: '\r',
  n: '\n',
  t: '\t',
  '0': '\0',
  '\\': '\\',
}
const escaped = /\\(?:\{(\d+)\*([^}])\}|x([0-9a-f]{2})|(\n)|([rnt0\\]))|(\n)/g

/** The bytes that a block stands for, as latin1. */
export const unescapeBlock = (block: string): string =>
  Buffer.from(block)
    .toString('latin1')
    .replaceAll(escaped, (_, count, repeated, hex, glue, one, line) => {
      if (count !== undefined) return repeated.repeat(Number(count))
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (glue !== undefined) return ''
      return line === undefined ? (escapes[one] ?? '') : '\r\n'
    })

const shown = new Map([...Object.entries(escapes)].map(([name, char]) => [char, `\\${name}`]))

const escapeChar = (char: string): string => {
  const code = char.charCodeAt(0)
  const plain = code >= 0x20 && code < 0x7f && char !== '\\'
  return plain ? char : (shown.get(char) ?? `\\x${code.toString(16).padStart(2, '0')}`)
}

/** A block that stands for `bytes` (latin1). */
export const escapeBlock = (bytes: string): string => {
  const lines = bytes.split('\r\n').map((line) =>
    Array.from(line, escapeChar)
      .join('')
      .replaceAll(/([^\\])\1{39,}/g, (run: string, char: string) => `\\{${run.length}*${char}}`),
  )
  const last = lines.pop()
  return lines.map((line) => `${line}\n`).join('') + (last === '' ? '' : `${last}\\\n`)
}

/** Codings of bodies as the goldens name them: those of Node.js 20. Later ones have zstd. */
const codingsOfGoldens = 'gzip, deflate, br'
const codingsHere = codings.join(', ')

/** An answer with other codings named in it, and the length of its body accordingly. */
const naming = (answer: string, before: string, now: string): string => {
  const [head = '', ...body] = answer.split('\r\n\r\n')
  const grown = body.join('').split(before).length - 1
  const length = (_: string, bytes: string): string =>
    `Content-Length: ${Number(bytes) + grown * (now.length - before.length)}`
  return [head.replace(/Content-Length: (\d+)/, length), ...body]
    .join('\r\n\r\n')
    .replaceAll(before, now)
}

const section =
  /^## (.+)\n([\s\S]*?)```http\n([\s\S]*?)```\n\n```(answer[a-z ]*)\n([\s\S]*?)```\n/gm

export const readConversations = (file: URL): Conversation[] =>
  [...readFileSync(file, 'utf8').matchAll(section)].map(
    ([, name = '', , send = '', ending, want = '']) => ({
      name,
      send: Buffer.from(unescapeBlock(send), 'latin1'),
      want: naming(unescapeBlock(want), codingsOfGoldens, codingsHere),
      ending: ending as Ending,
    }),
  )

/** Rewrites what came back: `answers` by name. */
export const writeAnswers = (
  file: URL,
  answers: ReadonlyMap<string, { readonly all: string; readonly ending: Ending }>,
): void => {
  const text = readFileSync(file, 'utf8').replaceAll(section, (whole, name, about, send) => {
    const answer = answers.get(name)
    if (answer === undefined) return whole
    const all = naming(answer.all, codingsHere, codingsOfGoldens)
    return `## ${name}\n${about}\`\`\`http\n${send}\`\`\`\n\n\`\`\`${answer.ending}\n${escapeBlock(all)}\`\`\`\n`
  })
  writeFileSync(file, text)
}
