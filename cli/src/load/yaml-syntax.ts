// Owns the words for YAML's syntax errors: what is wrong in a file, and what to write instead. The parser's own are those
// of the grammar ("implicit keys need to be on a single line": a colon is missing).

import type { Span } from '../diagnostics/source.js'

/** An error of the parser. */
export interface YamlError {
  readonly code: string
  readonly message: string
  readonly pos: readonly [number, number]
}

/** The same for who wrote the file; without help, that of the code stands. */
export interface SyntaxFault {
  readonly message: string
  readonly help?: string
  readonly span: Span
}

interface Wording {
  readonly when: RegExp
  readonly message: string
  readonly help: string
}

const quoteIt = 'put the value in single quotes'
const keyed =
  'write `key: value`, with a space behind the colon, or `key:` above lines that are deeper'
const sameColumn =
  'begin all keys of one mapping, and all `- ` of one list, in the same column; indent with spaces'

/** The first that fits counts. `$1` is what the parser's message has there. */
const wordings: readonly Wording[] = [
  {
    when: /^Tabs are not allowed/,
    message: 'a line is indented with a tab',
    help: 'indent with spaces',
  },
  {
    when: /^Implicit keys need|^Implicit map keys need|^Implicit keys of flow/,
    message: 'a line is neither `key: value` nor the end of the value above',
    help: keyed,
  },
  {
    when: /^Nested mappings are not allowed/,
    message: 'a second `: ` stands in the value of a key',
    help: `${quoteIt} if that is text; begin a key of its own in the column of those beside it`,
  },
  {
    when: /^All (mapping|sequence) items must start|^A block sequence may not/,
    message: 'a line begins in another column than those it belongs to',
    help: sameColumn,
  },
  {
    when: /^Plain value cannot start with .*?(\S)$/,
    message: 'a value begins with `$1`, which YAML keeps for itself',
    help: quoteIt,
  },
  {
    when: /^(Alias|Anchor) cannot be an empty/,
    message: 'a value is a bare `*` or `&`, which YAML keeps for itself',
    help: quoteIt,
  },
  {
    when: /^Invalid escape sequence (.*)$/s,
    message: '`$1` means nothing in double quotes',
    help: 'put the value in single quotes, where a backslash is a backslash, or write it twice',
  },
  {
    when: /^Unexpected .* at node end/,
    message: 'something follows a value that has ended',
    help: 'put the whole value in one pair of quotes, or remove what follows',
  },
  {
    when: /^Unexpected block-seq-ind on same line/,
    message: 'a list begins on the line of its key',
    help: 'put `- ` on the next line, or quote the value if it is text',
  },
  {
    when: /^Unexpected , in flow/,
    message: 'a comma stands where an entry was expected',
    help: 'remove one of the commas',
  },
  {
    when: /^Block collections are not allowed within flow|^Missing , |^Unexpected scalar token/,
    message: 'a comma is missing between entries in braces or brackets',
    help: 'separate them by `, `; quote texts that hold `: ` or `, `',
  },
  {
    when: /^Unexpected flow-(?:map|seq)-end/,
    message: 'a closing brace or bracket has no opening one',
    help: 'remove it, or open what it closes',
  },
]

/** Text that Git leaves in a file where two versions of it met. */
const mergeMark = /^(?:<{7}|>{7})(?: .*)?$/m

/** Words for an error of `text`, and the place that it is about. */
export const syntaxFault = (error: YamlError, text: string): SyntaxFault => {
  const [start, end] = error.pos
  const merge = mergeMark.exec(text)
  if (merge !== null)
    return {
      message: `\`${merge[0].slice(0, 7)}\` is left of a merge with conflicts`,
      help: 'decide which of the two versions stays, and remove the marks',
      span: { start: merge.index, end: merge.index + merge[0].length },
    }
  const unclosed = unclosedFault(error)
  if (unclosed !== null) return unclosed
  const span = shownSpan(text, start, end)
  for (const { when, message, help } of wordings) {
    const [whole, quoted = ''] = when.exec(error.message) ?? []
    if (whole !== undefined) return { message: message.replace('$1', () => quoted), help, span }
  }
  const { message } = error
  return { message: message.charAt(0).toLowerCase() + message.slice(1), span }
}

/** Behind the blanks that a line begins with, and no further than that line. */
const shownSpan = (text: string, from: number, to: number): Span => {
  let start = from
  while (text[start] === ' ') start++
  return { start, end: Math.max(start + 1, Math.min(to, lineEnd(text, start))) }
}

const lineEnd = (text: string, start: number): number => {
  const end = text.indexOf('\n', start)
  return end <= start ? start + 1 : end
}

const closers = [
  [/^Flow map .* end with a \}/, '{', '}'],
  [/^Flow sequence .* end with a \]/, '[', ']'],
  [/^Missing closing 'quote/, "'", "'"],
  [/^Missing closing "quote/, '"', '"'],
] as const

// The place is where the parser noticed: behind what is not closed, which may be many lines.
const unclosedFault = ({ message, pos: [start, end] }: YamlError): SyntaxFault | null => {
  const found = closers.find(([when]) => when.test(message))
  if (found === undefined) return null
  const [, opening, closing] = found
  return {
    message: `the value above is not closed: its \`${opening}\` has no \`${closing}\``,
    help: `write \`${closing}\` where it ends, before this place`,
    span: { start, end },
  }
}
