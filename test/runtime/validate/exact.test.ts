// Proves numbers with all their digits: parsing, comparing, what they become, and the texts that stand for them.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, int64, uint64 } from '../../../runtime/src/index.js'
import { parseExact } from '../../../runtime/src/validate/exact-json.js'
import {
  coerce,
  coerceList,
  compareNumbers,
  decimalText,
  exactMember,
  exactRoot,
  integerText,
  isExactInteger,
  isMultipleOf,
  isReal,
  isUnique,
  isUniqueInDigits,
  toBigint,
  writeDigits,
} from '../../../runtime/src/validate/index.js'

const member = (text: string): unknown => exactMember(parseExact(`{"a":${text}}`) as object, 'a')

describe('parsing', () => {
  test.each([
    ['0.1', '0.1'],
    ['1.50', '1.5'],
    ['-0.0', '0'],
    ['0.10000000000000001', '0.10000000000000001'],
    ['12345678.12345678', '12345678.12345678'],
    ['90071992.54740993', '90071992.54740993'],
    ['1e-400', '1e-400'],
    ['9007199254740993.0', '9007199254740993.0'],
    ['9007199254740993', '9007199254740993'],
  ])('%s becomes %s', (text, expected) => {
    expect(decimalText(member(text))).toBe(expected)
  })

  test('any decimal keeps its value', () => {
    const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,20})\.\d{1,25}(?:e-?\d{1,2})?$/)
    fc.assert(
      fc.property(digits, (text) => {
        const found = decimalText(member(text))
        expect(compareNumbers(Symbol(String(found)), text)).toBe(0)
        expect(writeDigits(found)).toBe(found)
      }),
    )
  })

  test('the double beside the digits is the one of JSON.parse', () => {
    const fractions = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => !Number.isInteger(value))
    fc.assert(
      fc.property(fractions, fc.integer({ min: 1, max: 40 }), (value, digits) => {
        const text = `{"a":[${value.toPrecision(digits)}]}`
        expect(parseExact(text)).toEqual(JSON.parse(text))
      }),
    )
    expect(parseExact('[0.10000000000000001,{"a":[1e-400]}]')).toEqual([0.1, { a: [0] }])
  })

  test('more digits than anybody computes with are no number', () => {
    expect(isReal(member(`0.${'1'.repeat(400)}`))).toBe(false)
    expect(isReal(member('1e-999999999'))).toBe(false)
    expect(isReal(member(`0.${'1'.repeat(300)}`))).toBe(true)
  })

  test('an inherited name is no member', () => {
    expect(exactMember({}, 'constructor')).toBe(undefined)
  })
})

describe('comparing', () => {
  test('is that of bigint for any two integers', () => {
    const any = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(Math.sign(compareNumbers(a, String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
        if (b !== 0n) expect(isMultipleOf(a, String(b))).toBe(a % b === 0n)
      }),
    )
  })

  test('is that of doubles for any two of them', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(compareNumbers(a, String(b))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  test('sees the last digit', () => {
    expect(compareNumbers(Symbol('0.10000000000000000001'), 0.1)).toBe(1)
    expect(compareNumbers(Symbol('1.000'), 1)).toBe(0)
  })

  test('items are equal where they are the same number', () => {
    const items = parseExact('[0.10000000000000000001,0.10000000000000000002]') as unknown[]
    expect([isUnique(items), isUniqueInDigits(items)]).toEqual([false, true])
    const texts = (...all: string[]) => isUniqueInDigits(coerceList(all, 'exactNumber'))
    const [long, same] = ['1.00000000000000000001', '1.000000000000000000010']
    expect([texts(long, same), texts(long, '1')]).toEqual([false, true])
    expect(isUnique([{ a: 2n ** 60n }, { a: 2n ** 60n }])).toBe(false)
  })
})

describe('what becomes of a value', () => {
  test.each([
    [5, 5n, '5'],
    [2n ** 63n, 2n ** 63n, '9223372036854775808'],
    [1.5, 1.5, 1.5],
    ['5', '5', '5'],
    [null, null, null],
  ])('%s', (value, big, text) => {
    expect([toBigint(value), integerText(value)]).toEqual([big, text])
  })

  test('an exact integer is none that a double has rounded', () => {
    expect([2 ** 53, 2n ** 53n, 1, 1.5, '1'].map(isExactInteger)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ])
  })

  test('texts of parameters', () => {
    expect(coerce('9007199254740993', 'exactInteger')).toBe(9007199254740993n)
    expect(coerce('7', 'exactInteger')).toBe(7)
    expect(coerce('07', 'exactInteger')).toBe('07')
    expect(decimalText(coerce('0.10000000000000000001', 'exactNumber'))).toBe(
      '0.10000000000000000001',
    )
    expect(coerce('1e400', 'exactNumber')).toBe('1e400')
    expect(coerce('0x10', 'exactNumber')).toBe('0x10')
    expect(decimalText(exactRoot(0.1, ' 0.10000000000000000001\n'))).toBe('0.10000000000000000001')
  })
})

describe('texts that stand for numbers', () => {
  test('are made of what fits', () => {
    expect([
      int64(2n ** 63n - 1n),
      int64('-5'),
      uint64('18446744073709551615'),
      decimal('1.50'),
    ]).toEqual(['9223372036854775807', '-5', '18446744073709551615', '1.50'])
  })

  test.each([
    () => int64(2n ** 63n),
    () => int64(2 ** 53),
    () => int64('1.0'),
    () => uint64(-1),
    () => uint64(2n ** 64n),
    () => decimal('1,5'),
    () => decimal(Number.NaN),
    () => decimal('1'.repeat(401)),
    () => writeDigits('1 '),
    () => writeDigits('"'),
  ])('and of nothing else: %s', (make) => {
    expect(make).toThrow(/not a|expected/)
  })
})
