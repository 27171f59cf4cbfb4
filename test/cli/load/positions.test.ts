// Pointers resolve to the same places that an editor shows, in JSON and in YAML.

import { describe, expect, it } from 'vitest'
import { type Position, resolvePosition } from '../../../cli/src/diagnostics/source.js'
import { parseText } from '../../../cli/src/load/parse-text.js'

const placeIn = (file: string, text: string, pointer: string, part: 'key' | 'value'): string => {
  const { value } = parseText(file, text)
  const sources = new Map(value === null ? [] : [[file, value]])
  const position: Position | null = resolvePosition(sources, { file, pointer, part })
  if (position === null) return 'nowhere'
  return `${position.line}:${position.column} ${text.slice(position.span.start, position.span.end)}`
}

const json = '{\r\n  "a/b": [1, {"~x": "y\\"z"}],\n  "e\\u0301": null, "n": -1.5e3\n}\n'
const yaml =
  'a/b:\n  - 1\n  - "~x": y\nshared: &s { k: v }\nuse: *s\nmerged:\n  <<: *s\n  own: 1\n200: ok\n'

describe('positions', () => {
  it.each([
    ['/a~1b', 'key', '2:3 "a/b"'],
    ['/a~1b/0', 'value', '2:11 1'],
    ['/a~1b/1/~0x', 'key', '2:15 "~x"'],
    ['/a~1b/1/~0x', 'value', '2:21 "y\\"z"'],
    ['/e\u0301', 'value', '3:14 null'],
    ['/n', 'value', '3:25 -1.5e3'],
    ['/n/none/deeper', 'value', '3:20 "n"'],
  ] as const)('of %s (%s) in JSON', (pointer, part, expected) => {
    expect(placeIn('a.json', json, pointer, part)).toBe(expected)
  })

  it.each([
    ['/a~1b', 'key', '1:1 a/b'],
    ['/a~1b/0', 'value', '2:5 1'],
    ['/a~1b/1/~0x', 'value', '3:11 y'],
    ['/use/k', 'value', '4:17 v'],
    ['/merged/k', 'key', '4:14 k'],
    ['/merged/own', 'value', '8:8 1'],
    ['/200', 'value', '9:6 ok'],
  ] as const)('of %s (%s) in YAML', (pointer, part, expected) => {
    expect(placeIn('a.yaml', yaml, pointer, part)).toBe(expected)
  })

  it('are found in JSON with a byte order mark and in a long file', () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `"k${index}": {"v": [${index}]}`)
    expect(placeIn('a.json', `{\n${rows.join(',\n')}\n}`, '/k2999/v/0', 'value')).toBe(
      '3001:17 2999',
    )
  })

  it('are those of the text as it is where values are moved to be read', () => {
    const text =
      "a: 'one\n  two'\nb:\n  c: 'three\n  four'\n  d: \"five\n\n six\\\" 7\"# eight\ne: 9\n"
    const { value, diagnostics } = parseText('a.yaml', text)
    expect(value?.root).toEqual({ a: 'one two', b: { c: 'three four', d: 'five\nsix" 7' }, e: 9 })
    expect(diagnostics.map(({ code }) => code)).toEqual(['NX1106', 'NX1106', 'NX1106'])
    expect(placeIn('a.yaml', text, '/b/c', 'value')).toBe("4:6 'three\n  four'")
    expect(placeIn('a.yaml', text, '/b/d', 'value')).toBe('6:6 "five\n\n six\\" 7"')
    expect(placeIn('a.yaml', text, '/e', 'value')).toBe('9:4 9')
  })
})
