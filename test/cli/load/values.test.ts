// JSON and YAML give the same values, and what YAML adds is read as YAML 1.2 says.

import { describe, expect, it } from 'vitest'
import { parseText } from '../../../cli/src/load/parse-text.js'
import { decode } from '../../../cli/src/load/read-text.js'

const rootOf = (text: string, file = 'a.yaml') => parseText(file, text).value?.root
const codesOf = (text: string, file = 'a.yaml') =>
  parseText(file, text).diagnostics.map(({ code }) => code)

describe('YAML', () => {
  it.each([
    ['a: yes', { a: 'yes' }],
    ['a: [on, off, no, y, n]', { a: ['on', 'off', 'no', 'y', 'n'] }],
    ['a: 12:30:45', { a: '12:30:45' }],
    ['a: &b { c: 1 }\nd: { <<: *b, e: 2 }', { a: { c: 1 }, d: { c: 1, e: 2 } }],
    ['a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['a: true', { a: true }],
    ['a: 012', { a: 12 }],
    ['a: 0o14', { a: 12 }],
    ['a: 0x1F', { a: 31 }],
    ['a: 1e3', { a: 1000 }],
    ['a: 1_000', { a: '1_000' }],
    ['a: 2024-01-01', { a: '2024-01-01' }],
    ['a: ~', { a: null }],
    ['a:', { a: null }],
    ['404: x\ntrue: y\nnull: z', { 404: 'x', true: 'y', null: 'z' }],
    ['a: |\n  x\n  y\n', { a: 'x\ny\n' }],
    [
      'a: &x { b: 1 }\nc: { <<: *x, b: 2 }\nd: { <<: [*x, { e: 3 }] }',
      { a: { b: 1 }, c: { b: 2 }, d: { b: 1, e: 3 } },
    ],
    ["a: { '<<': 1 }", { a: { '<<': 1 } }],
  ])('%j', (text, expected) => {
    expect(codesOf(text)).toEqual([])
    expect(rootOf(text)).toEqual(expected)
  })

  it('keeps `__proto__` as a key', () => {
    const value = rootOf('{ __proto__: { polluted: true } }')
    expect(Object.keys(value ?? {})).toEqual(['__proto__'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('in a .yaml file that is JSON is parsed as JSON', () => {
    expect(parseText('a.yaml', '{"a": 1}').value?.format).toBe('json')
    expect(parseText('a.yaml', '{a: 1}').value?.format).toBe('yaml')
  })
})

describe('integers beyond 2^53', () => {
  it.each([
    ['9007199254740992', []],
    ['9007199254740993', ['NX1014']],
    ['-9223372036854775808', []],
    ['9223372036854775807', ['NX1014']],
    ['1e300', []],
    ['123456789012345678.5', []],
  ])('%s', (literal, expected) => {
    expect(codesOf(`a: ${literal}`)).toEqual(expected)
    expect(codesOf(`{"a": ${literal}}`, 'a.json')).toEqual(expected)
  })
})

describe('encodings', () => {
  it('drop a byte order mark and refuse what is not UTF-8', () => {
    expect(decode(Buffer.from('\ufeffa: 1'), 'a')).toEqual({ text: 'a: 1', bytes: 7 })
    const broken = decode(
      Buffer.concat([Buffer.from('ok \ufffd '), Buffer.from([0xc3, 0x28])]),
      'a',
    )
    expect('error' in broken && broken.error.at?.span).toEqual({ start: 5, end: 6 })
  })
})

describe('duplicate keys', () => {
  it('are found in JSON whatever their spelling', () => {
    expect(codesOf('{"a": 1, "\\u0061": 2}', 'a.json')).toEqual(['NX1012'])
    expect(codesOf('{"a": {"a": {"b": ":"}}, "b": ["a", "a"]}', 'a.json')).toEqual([])
  })
})

describe('what JSON does not have is told where it stands', () => {
  it.each([
    ['a: { <<: 3 }', ['NX1013']],
    ['a: { <<: [{ b: 1 }, null] }', ['NX1013']],
    ['a: 1e999', ['NX1013']],
    ['a: [.inf, .nan]', ['NX1013', 'NX1013']],
    ['a: { ? [b] : c }', ['NX1013']],
    ['a: !!binary aGVsbG8=', ['NX1013']],
    ['a: !mine b', ['NX1013']],
    ['a: *b', ['NX1016']],
    ['a: &a { <<: *a }', ['NX1016', 'NX1013']],
    ['a:\n\t- b', ['NX1011']],
    ['a: 1\ra: 2', ['NX1011']],
    ['a: 1\n---\nb: 2', ['NX1015']],
    ['---\na\n'.repeat(50_000), ['NX1015']],
  ])('%j', (text, expected) => {
    expect([...new Set(codesOf(text))]).toEqual([...new Set(expected)])
  })
})

it.each(['1e400', '-1E+999', '9'.repeat(400), '0.1e310'])(
  'the number %s is beyond every double, in JSON as in YAML',
  (literal) => {
    const { diagnostics } = parseText('a.json', `{"a": [1e300, ${literal}]}`)
    expect(diagnostics.map(({ code, at }) => [code, at?.span?.start])).toEqual([
      ['NX1017', 14 + Number(literal.startsWith('-'))],
    ])
    expect(codesOf(`a: ${literal}`)).toEqual(['NX1013'])
  },
)
