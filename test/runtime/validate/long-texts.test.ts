// Proves that what clients send is read in time linear to its length: each text here takes minutes where an expression
// or a conversion looks at every character once for every other.

import { describe, expect, test } from 'vitest'
import { parseForm } from '../../../runtime/src/body/form-text.js'
import { headerOf } from '../../../runtime/src/native/head-text.js'
import { parseExact } from '../../../runtime/src/validate/exact-json.js'
import {
  coerce,
  coerceStyled,
  compareNumbers,
  exactMember,
  exactRoot,
  headerFields,
  isByte,
  isDateTime,
  isDecimal,
  isDuration,
  isEmail,
  isHostname,
  isIpv4,
  isIpv6,
  isJsonPointer,
  isReal,
  isRegex,
  isUniqueInDigits,
  isUri,
  isUuid,
  simpleHeader,
} from '../../../runtime/src/validate/index.js'

/** Characters: a million steps for each of them are minutes. */
const length = 1_000_000

const of = (unit: string): string => unit.repeat(Math.ceil(length / unit.length))

describe('numbers with very many digits', () => {
  test.each([
    ['zeros with a digit behind them', `1.${of('0')}1`],
    ['zeros in front', `0.${of('0')}1`],
    ['zeros at the end', `0.1${of('0')}`],
    ['zeros around digits', `1.${of('0010')}1`],
    ['nines', `0.${of('9')}`],
  ])('%s are read', (_, digits) => {
    const items = parseExact(`[${digits}]`) as number[]
    expect(items).toEqual([Number(digits)])
    expect(isUniqueInDigits(items)).toBe(true)
    expect(typeof exactRoot(items[0], `${digits} `)).toMatch(/symbol|number/)
    expect(isReal(exactMember(items, 0))).toBe(digits === `0.1${of('0')}`)
  })

  test('an integer of them is refused', () => {
    expect(() => parseExact(`[1${of('0')}1]`)).toThrow(RangeError)
    expect(() => parseExact(`[${of('9')}]`)).toThrow(RangeError)
  })

  test('as parameters they stay text', () => {
    for (const text of [`1.${of('0')}1`, `1${of('0')}`, `1e${of('0')}`, `-${of('1')}`])
      for (const hint of ['integer', 'number', 'exactInteger', 'exactNumber'] as const)
        expect(coerce(text, hint) === text).toBe(true)
    expect(isDecimal(`1.${of('0')}1`)).toBe(false)
  })

  test('the longest that are read as numbers compare', () => {
    const long = `1${'0'.repeat(390)}e-390`
    expect(compareNumbers(Symbol(long), 1)).toBe(0)
    expect(isReal(coerce(`0.${'1'.repeat(390)}`, 'exactNumber'))).toBe(true)
  })
})

describe('formats', () => {
  const checks = {
    isByte,
    isDateTime,
    isDuration,
    isEmail,
    isHostname,
    isIpv4,
    isIpv6,
    isJsonPointer,
    isUri,
    isUuid,
  }
  const texts = [
    `P${of('1')}`,
    `P${of('1')}YT${of('1')}`,
    `2024-02-29T10:00:00.${of('1')}`,
    `${of('a')}@${of('a.')}`,
    `"${of('\\')}"@a`,
    of('a.'),
    of('::'),
    of('25'),
    `a:${of('%41')}%`,
    `a://${of('@')}`,
    `a://[${of(':')}]`,
    `a://${of(':')}`,
    of('/~0'),
    `${of('A')}=====`,
  ]
  test.each(Object.entries(checks))('%s says no', (_, check) => {
    for (const text of texts) check(text)
    expect(texts.filter((text) => check(`${text}\u0000~`))).toEqual([])
  })

  test('isRegex has an answer', () => {
    for (const text of ['(', '(?<a>', '[', 'a{1}', '\\k<a>', 'a|'].map(of))
      expect(typeof isRegex(text)).toBe('boolean')
  })
})

describe('parameters and fields', () => {
  test('a path segment in a style', () => {
    const hint = { fields: {}, rest: 'string' } as const
    expect(() => coerceStyled(of(';a'), 'matrix', 'x', true, hint)).toThrow('1,024 parts')
    const text = `;a=${of('b')}`
    expect(Object.keys(coerceStyled(text, 'matrix', 'x', true, hint) as object)).toEqual(['a'])
  })

  test('a header with many members', () => {
    const text = Array.from({ length: 65_536 }, (_, i) => `${i}=`).join(',')
    expect(() => headerFields(text, '=')).toThrow('1,024 parts')
  })

  test('blanks within a value', () => {
    const inner = of(' \t')
    // Compared before `expect`, which would look for the difference of two very long texts.
    expect(simpleHeader([`a${of(' ')}b `]) === `a${of(' ')}b%20`).toBe(true)
    const head = `GET / HTTP/1.1\r\na: \t1${inner}2 \t\r\n`
    expect(headerOf(head, 'a') === `1${inner}2`).toBe(true)
  })

  test('a form', () => {
    expect(parseForm(`a=${of('+')}`).a?.[0]?.length).toBe(length)
  })
})
