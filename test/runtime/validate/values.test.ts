// Proves the small tests of values, the list of issues, and the coercion of text.

import { describe, expect, test } from 'vitest'
import {
  codePoints,
  coerce,
  coerceFields,
  coerceStyled,
  cookieValues,
  countKeys,
  deepObject,
  explodedFields,
  type Hint,
  headerFields,
  Issues,
  isInteger,
  isMultipleOf,
  isNumber,
  issuesMax,
  isUnique,
  jsonEqual,
  jsonText,
  listedCookieFields,
  numberMessage,
  own,
  recursionMax,
  WriteError,
  writeAny,
  writeArray,
  writeMap,
  writeNumber,
  writeString,
} from '../../../runtime/src/validate/index.js'

describe('numbers', () => {
  test.each([
    [0.3, 0.1, true],
    [1.1, 0.1, true],
    [0.35, 0.1, false],
    [19.99, 0.01, true],
    [1e-7, 1e-8, true],
    [7, 2, false],
    [1e21, 7, 1e21 % 7 === 0],
    [-4.5, 1.5, true],
    [0, 3, true],
    [123456789.123, 0.001, true],
  ])('%d is a multiple of %d: %s', (value, divisor, expected) => {
    expect(isMultipleOf(value, divisor)).toBe(expected)
  })

  test('what JSON cannot hold is no number', () => {
    const issues = new Issues()
    expect(isNumber(JSON.parse('1e400'), issues)).toBe(false)
    expect(isInteger(JSON.parse('1e400'), issues)).toBe(false)
    expect(isInteger(JSON.parse('1.0'), issues)).toBe(true)
    expect(numberMessage(10n, 'm')).toContain('2^53')
    expect(numberMessage('x', 'm')).toBe('m')
  })
})

test('a bigint is a number only where nothing but the truth is asked', () => {
  const issues = new Issues()
  const asked = () => [isNumber(2n ** 64n, issues), isInteger(2n ** 64n, issues)]
  expect(asked()).toEqual([false, false])
  issues.tests++
  expect(asked()).toEqual([true, true])
  issues.reset()
  expect(asked()).toEqual([false, false])
})

describe('equality', () => {
  const same: [unknown, unknown][] = [
    [1, 1.0],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [[], []],
    [null, null],
  ]
  const different: [unknown, unknown][] = [
    [1, true],
    [0, false],
    [null, undefined],
    [[1], { 0: 1 }],
    [{ a: 1 }, { b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    ['1', 1],
    [{}, []],
  ]
  test.each(same)('%j equals %j', (a, b) => {
    expect(jsonEqual(a, b)).toBe(true)
    expect(isUnique([a, b])).toBe(false)
  })
  test.each(different)('%j differs from %j', (a, b) => {
    expect(jsonEqual(a, b)).toBe(false)
    expect(isUnique([a, b])).toBe(true)
  })
})

test('names that objects inherit are not found', () => {
  expect(own({}, 'constructor')).toBeUndefined()
  expect(own(JSON.parse('{"__proto__":1}'), '__proto__')).toBe(1)
  expect(countKeys(JSON.parse('{"__proto__":1,"a":2}'))).toBe(2)
})

test('code points', () => {
  expect([
    codePoints(''),
    codePoints('aé'),
    codePoints('\u{1f600}a'),
    codePoints('\ud800'),
    codePoints('\ud800\ud800\udc00'),
  ]).toEqual([0, 2, 2, 1, 2])
})

describe('issues', () => {
  test('pointers are put together from inside out', () => {
    const issues = new Issues()
    issues.place = 'query'
    expect(issues.addAt('a/b', 'type', 'x')).toBe(false)
    issues.within(0, 3)
    issues.add('type', 'y')
    issues.within(0, '~')
    expect(issues.list.map(({ in: place, pointer }) => `${place} ${pointer}`)).toEqual([
      'query /~0/3/a~1b',
      'query /~0',
    ])
  })

  test('what is beyond the limit is counted, and cutting forgets it', () => {
    const issues = new Issues()
    for (let i = 0; i < issuesMax + 5; i++) issues.add('type', 'x')
    expect([issues.count, issues.list.length, issues.full]).toEqual([
      issuesMax + 5,
      issuesMax,
      true,
    ])
    issues.cut(issuesMax)
    expect([issues.count, issues.list.length]).toEqual([issuesMax, issuesMax])
    issues.cut(1)
    expect([issues.count, issues.list.length, issues.full]).toEqual([1, 1, false])
  })

  test('depth ends', () => {
    const issues = new Issues()
    for (let i = 0; i < recursionMax; i++) expect(issues.enter()).toBe(true)
    expect(issues.enter()).toBe(false)
    expect(issues.list[0]?.code).toBe('depth')
    issues.leave()
    expect(issues.enter()).toBe(true)
  })
})

describe('coercion', () => {
  const table: [string, Hint, unknown][] = [
    ['7', 'integer', 7],
    ['-0', 'integer', -0],
    ['07', 'integer', '07'],
    ['1e3', 'integer', '1e3'],
    ['9007199254740993', 'integer', '9007199254740993'],
    ['1e3', 'number', 1000],
    ['.5', 'number', '.5'],
    ['1e999', 'number', '1e999'],
    ['0x10', 'number', '0x10'],
    ['', 'number', ''],
    ['true', 'boolean', true],
    ['True', 'boolean', 'True'],
    ['1', 'boolean', '1'],
    ['', 'null', null],
    ['{"a":1}', 'json', { a: 1 }],
    ['{', 'json', '{'],
    ['1,2', { items: 'integer' }, [1, 2]],
    ['', { items: 'string' }, []],
    ['x', { anyOf: ['integer', 'string'] }, 'x'],
    ['5', { anyOf: ['integer', 'string'] }, 5],
  ]
  test.each(table)('%j as %j', (text, hint, expected) =>
    expect(coerce(text, hint)).toEqual(expected),
  )

  test('JSON that nests deeper than validators go stays text', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    expect(coerce(nested(recursionMax), 'json')).toEqual(JSON.parse(nested(recursionMax)))
    expect(coerce(nested(recursionMax + 1), 'json')).toBe(nested(recursionMax + 1))
  })

  test('fields have no prototype, so every name is free', () => {
    const hint: Hint = { fields: { n: 'integer', list: { items: 'integer' } }, rest: 'boolean' }
    const fields = Object.assign(Object.create(null), {
      n: ['1'],
      list: ['1', '2'],
      other: ['true'],
      constructor: ['x'],
    })
    const value = coerceFields(fields, hint)
    expect(Object.getPrototypeOf(value)).toBeNull()
    expect({ ...value }).toEqual({ n: 1, list: [1, 2], other: true, constructor: 'x' })
  })

  test('styles', () => {
    expect(coerceStyled(';c=1;c=2', 'matrix', 'c', true, { items: 'integer' })).toEqual([1, 2])
    expect(coerceStyled('.a,b', 'label', 'c', false, { items: 'string' })).toEqual(['a', 'b'])
    expect(coerceStyled(';c=', 'matrix', 'c', false, 'string')).toBe('')
  })
})

describe('objects in parameters', () => {
  test('exploded ones take named members, or what nobody else takes', () => {
    expect({ ...explodedFields('/x?a=1&b=2&b=3', ['b'], null) }).toEqual({ b: ['2', '3'] })
    expect({ ...explodedFields('/x?a=1&b=2', [], ['a']) }).toEqual({ b: ['2'] })
  })

  test('listed ones alternate, or have an equals sign', () => {
    expect({ ...headerFields('a,1,b', ',') }).toEqual({ a: ['1'], b: [''] })
    expect({ ...headerFields('a=1, b%3D=x%2Cy', '=') }).toEqual({ a: ['1'], 'b=': ['x,y'] })
    expect({ ...listedCookieFields('q=1; p=a,1%2C2', 'p', ',') }).toEqual({ a: ['1,2'] })
  })

  const some = (count: number, part: (i: number) => string, between: string): string =>
    Array.from({ length: count }, (_, i) => part(i)).join(between)
  const membersOf = (count: number): number => {
    const hint = { fields: {}, rest: 'string' } as const
    const target = `/x?${some(count, (i) => `f[a${i}]=1`, '&')}`
    return Object.keys(deepObject(target, 'f', hint, new Issues()) ?? {}).length
  }

  test('a flood of members, pairs or parts is refused, and what fits is read', () => {
    expect(membersOf(256)).toBe(256)
    expect(() => membersOf(257)).toThrow('must not have more than 256 members')
    const pairs = (count: number) =>
      explodedFields(`/x?${some(count, () => 'o=1', '&')}`, ['b'], null)
    expect(pairs(1024)).toBe(null)
    expect(() => pairs(1025)).toThrow('must not have more than 1,024 pairs')
    const listed = (count: number) =>
      headerFields(
        some(count, (i) => `${i % 8}`, ','),
        ',',
      )
    expect(Object.keys(listed(1024)).length).toBe(4)
    expect(() => listed(1025)).toThrow('must not have more than 1,024 parts')
    expect(
      cookieValues(
        some(400, (i) => `c${i}=1`, '; '),
        'c399',
      ),
    ).toEqual(['1'])
  })
})

describe('writing', () => {
  test('keeps the digits of a bigint', () => {
    expect(writeAny({ a: 12345678901234567890n })).toBe('{"a":12345678901234567890}')
  })

  test.each([Number.NaN, Infinity, '1', null, undefined])('writeNumber refuses %s', (value) => {
    expect(() => writeNumber(value)).toThrow(WriteError)
  })

  test.each([() => 1, Symbol('x'), { a: () => 1 }, [Number.NaN]])(
    'writeAny refuses what JSON cannot hold',
    (value) => {
      expect(() => writeAny(value)).toThrow(WriteError)
    },
  )

  test('a cycle ends', () => {
    const value: Record<string, unknown> = {}
    value.self = value
    expect(() => writeAny(value)).toThrow(WriteError)
  })

  test.each(['', 'a', 'é'.repeat(41), 'a'.repeat(41), '\ud800', '"', `${'a'.repeat(60)}\n`])(
    'text between quotes: %j',
    (text) => {
      expect(`"${jsonText(text)}"`).toBe(JSON.stringify(text))
    },
  )

  test('lone surrogates, arrays, maps, toJSON', () => {
    expect(writeString('\ud800"')).toBe('"\\ud800\\""')
    expect(writeArray(['a', 'b'], writeString)).toBe('["a","b"]')
    expect(writeMap({ a: 1, b: undefined }, writeNumber)).toBe('{"a":1}')
    expect(writeAny(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"')
    expect(() => writeArray('ab', writeString)).toThrow(WriteError)
  })
})
