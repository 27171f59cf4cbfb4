// Owns the words for syntax errors of YAML: one error per file, said in words of who writes files, at its place.

import { describe, expect, it } from 'vitest'
import { defaultLoadLimits } from '../../../cli/src/load/limits.js'
import { parseYaml } from '../../../cli/src/load/yaml.js'

const second = 'a second `: ` stands in the value of a key'
const lost = 'a line is neither `key: value` nor the end of the value above'
const column = 'a line begins in another column than those it belongs to'
const comma = 'a comma is missing between entries in braces or brackets'
const open = (opening: string, closing: string) =>
  `the value above is not closed: its \`${opening}\` has no \`${closing}\``

/** Name, text, message, the text at the place, and a part of the help. */
const cases: readonly (readonly [string, string, string, string, string])[] = [
  ['a missing colon', 'a:\n  get\n    x: 1\n', lost, 'get', '`key: value`'],
  ['a missing colon in the last line', 'a: 1\nbc\n', lost, 'bc', '`key: value`'],
  ['no space behind a colon', 'a: 1\nb:2\nc: 3\n', lost, 'b:2', 'with a space'],
  ['a colon in a text', 'a:\n  title: A: b\n', second, 'A', 'single quotes'],
  ['a key that is too deep', 'a:\n  b: x\n   c: y\n', second, 'x', 'in the column'],
  ['a key that is too shallow', 'a:\n    b: x\n  c: y\n', column, 'c', 'same column'],
  ['an entry that is too shallow', 'a:\n  - x\n - y\n', column, '-', 'same column'],
  ['a list beside keys', 'a:\n  - c\n  b: 1\n', column, 'b', 'same column'],
  ['an open brace', 'a: { b: { c: 1 }\nd: 1\n', open('{', '}'), 'd', 'write `}`'],
  ['an open bracket', 'a:\n  b: [1, 2\nc: 1\n', open('[', ']'), 'c', 'write `]`'],
  ['an open quote', "a: 'x\nb: 1\n", open("'", "'"), '', "write `'`"],
  ['an open double quote', 'a: "x\nb: 1\n', open('"', '"'), '', 'write `"`'],
  [
    'a brace too many',
    'a: { b: 1 }}\n',
    'a closing brace or bracket has no opening one',
    '}',
    'remove it',
  ],
  ['`@`', 'a: @x\n', 'a value begins with `@`, which YAML keeps for itself', '@', 'single quotes'],
  ['`%`', 'a: %x\n', 'a value begins with `%`, which YAML keeps for itself', '%', 'single quotes'],
  ['`*`', 'a: *\n', 'a value is a bare `*` or `&`, which YAML keeps for itself', '*', 'quotes'],
  [
    'an escape that is none',
    'a: "\\d+"\n',
    '`\\d` means nothing in double quotes',
    '\\',
    'single quotes',
  ],
  ['text behind quotes', "a: 'x' y\n", 'something follows a value that has ended', 'y', 'one pair'],
  ['no comma', 'a: { b: 1 c: 2 }\n', comma, '1 c: 2 ', 'separate them'],
  [
    'two commas',
    '{"a": 1,, "b": 2}',
    'a comma stands where an entry was expected',
    ',',
    'remove one',
  ],
  ['a tab', 'a:\n\tb: 1\n', 'a line is indented with a tab', '\t', 'spaces'],
  [
    'a list on the line of its key',
    'a: - b\n',
    'a list begins on the line of its key',
    '-',
    'next line',
  ],
  [
    'a merge that is not done',
    'a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n',
    '`<<<<<<<` is left of a merge with conflicts',
    '<<<<<<< HEAD',
    'remove the marks',
  ],
]

describe('a syntax error of YAML', () => {
  it.each(cases)('%s', (_, text, message, marked, help) => {
    const { value, diagnostics } = parseYaml('api.yaml', text, defaultLoadLimits)
    expect(value).toBe(null)
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([['NX1011', message]])
    const { start = 0, end = 0 } = diagnostics[0]?.at?.span ?? {}
    expect(text.slice(start, end)).toBe(marked)
    expect(diagnostics[0]?.help).toContain(help)
  })

  it('is told where the file has it when quoted values before it were moved', () => {
    const text = "a: 'x\ny'\nb:\n  c: 1\n d: 2\n"
    const { diagnostics } = parseYaml('api.yaml', text, defaultLoadLimits)
    const { start = 0 } = diagnostics[0]?.at?.span ?? {}
    expect(text.slice(start)).toBe('d: 2\n')
  })
})
