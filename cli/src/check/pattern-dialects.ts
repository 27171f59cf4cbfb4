// Owns telling regular expressions of other dialects that compile as ECMA-262 too, and there mean something else.

import { compiles } from '../ir/patterns/flags.js'

/** What a pattern was meant to be. */
export interface Dialect {
  /** The first piece that means something else, and what it means here. */
  readonly piece: string
  readonly means: string
  /** The pattern as ECMA-262 has it; null where that is not sure. */
  readonly meant: string | null
}

/** What a pattern has of another dialect; null where it has nothing. `flags` are those that it compiles with. */
export const dialectOf = (pattern: string, flags: 'u' | ''): Dialect | null => {
  const found = delimiters(pattern) ?? piecesOf(pattern, flags)
  if (found === null) return null
  const isShort = pattern.length <= rewrittenCharsMax
  return {
    ...found,
    meant: isShort && found.meant !== null && compiles(found.meant, 'u') ? found.meant : null,
  }
}

/** Longer rewritings say less than a hint. */
const rewrittenCharsMax = 200

/** `/^a$/i`: nothing stands before the start of a text, or behind its end. A path such as `/a/b` is one. */
const delimiters = (pattern: string): Dialect | null => {
  const [, inner, letters = ''] = /^\/(.*)\/([dgimsuvxy]{0,8})$/s.exec(pattern) ?? []
  if (inner === undefined || !(inner.startsWith('^') || /(?:^|[^\\])(?:\\\\)*\$$/.test(inner)))
    return null
  const means = 'is text here, with which nothing matches'
  return { piece: `/${letters}`, means, meant: letters.includes('i') ? null : inner }
}

interface Piece {
  readonly means: string
  /** What stands for it in ECMA-262; null where nothing does. */
  readonly meant: string | null
}

const letter = (name: string, meant: string | null): Piece => ({
  means: `is the letter ${name} here`,
  meant,
})

/** Escapes of letters that have a meaning in PCRE, Perl, Python, Ruby, Java or .NET, and none in ECMA-262. */
const escapes: Readonly<Record<string, Piece>> = {
  A: letter('A', '^'),
  Z: letter('Z', '$'),
  z: letter('z', '$'),
  h: letter('h', '[ \\t]'),
  R: letter('R', '(?:\\r\\n|\\n|\\r)'),
  a: letter('a', '\\x07'),
  e: letter('e', '\\x1b'),
  G: letter('G', null),
  K: letter('K', null),
  Q: letter('Q', null),
  E: letter('E', null),
  X: letter('X', null),
  N: letter('N', null),
  H: letter('H', null),
}

/** Classes of POSIX, as members of a class. */
const posix: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
}

const token =
  /\\x\{([0-9a-fA-F]{1,6})\}|\\([pP])\{\^?[\w=&]{1,64}\}|\\([\s\S])|\[:(\^?)([a-z]{1,10}):\]|&&(?=\[)/g

const piecesOf = (pattern: string, flags: 'u' | ''): Dialect | null => {
  let first: (Piece & { readonly piece: string }) | null = null
  let isSure = true
  const meant = pattern.replace(token, (whole: string, ...groups: (string | undefined)[]) => {
    const piece = pieceOf(whole, groups, flags)
    if (piece === null) return whole
    first ??= { ...piece, piece: whole }
    isSure &&= piece.meant !== null
    const isClass = groups[4] !== undefined && !isInClass(pattern.slice(0, Number(groups[5])))
    return isClass ? `[${piece.meant}]` : (piece.meant ?? whole)
  })
  const found = first as (Piece & { readonly piece: string }) | null
  return found && { piece: found.piece, means: found.means, meant: isSure ? meant : null }
}

const pieceOf = (
  whole: string,
  [code, property, escaped, not, name]: readonly (string | undefined)[],
  flags: 'u' | '',
): Piece | null => {
  if (name !== undefined) {
    const members = posix[name]
    if (members === undefined) return null
    return { means: 'is a class of these characters here', meant: not === '' ? members : null }
  }
  // In Unicode mode an escape that means nothing does not compile.
  if (flags === 'u') return null
  if (whole === '&&') return { means: 'is the character & here, twice', meant: null }
  if (code !== undefined)
    return { means: `is the letter x, ${code} times, here`, meant: `\\u{${code}}` }
  if (property !== undefined)
    return { means: `is the letter ${property} here, and what stands behind it`, meant: null }
  return Object.hasOwn(escapes, escaped ?? '') ? (escapes[escaped ?? ''] ?? null) : null
}

/** Whether a class is open behind a text; those of POSIX stand in one. */
const isInClass = (text: string): boolean => {
  const bare = text.replace(/\\[\s\S]|\[:\^?[a-z]{1,10}:\]/g, '')
  return bare.lastIndexOf('[') > bare.lastIndexOf(']')
}
