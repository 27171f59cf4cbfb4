// Proves the checks of formats: by tables, and that long hostile text costs linear work.

import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import * as validate from '../../../runtime/src/validate/index.js'

interface Case {
  readonly check: (text: string) => boolean
  readonly valid: readonly string[]
  readonly invalid: readonly string[]
}

const cases: { readonly [name: string]: Case } = {
  date: {
    check: validate.isDate,
    valid: ['2024-02-29', '2000-02-29', '0001-01-01'],
    invalid: [
      '2023-02-29',
      '1900-02-29',
      '2024-13-01',
      '2024-04-31',
      '2024-1-1',
      '2024-01-01 ',
      '',
    ],
  },
  time: {
    check: validate.isTime,
    valid: ['10:00:00Z', '10:00:00.123+02:00', '23:59:60Z', '01:59:60+02:00', '10:00:00z'],
    invalid: ['24:00:00Z', '10:60:00Z', '10:00:00', '10:00:00+24:00', '22:59:60Z', '10:00Z'],
  },
  'date-time': {
    check: validate.isDateTime,
    valid: ['2024-02-29T10:00:00Z', '2024-02-29t10:00:00.5-01:30'],
    invalid: ['2024-02-29', '2024-02-29 10:00:00Z', '2024-02-30T10:00:00Z', 'T'],
  },
  duration: {
    check: validate.isDuration,
    valid: ['P1D', 'P1Y2M3DT4H5M6S', 'PT0S', 'P4W', 'PT36H'],
    invalid: ['P', 'PT', '1D', 'P1', 'P1W2D', 'PT1D', 'P-1D', 'P1Y2D'],
  },
  email: {
    check: validate.isEmail,
    valid: [
      'a@b',
      'first.last+tag@example.com',
      "o'neil@example.co.uk",
      'a@[127.0.0.1]',
      'a@[IPv6:::1]',
    ],
    invalid: ['a', '@b', 'a@', 'a..b@c', '.a@b', 'a.@b', 'a b@c', 'a@-b', 'a@b_c', 'a@[300.1.1.1]'],
  },
  hostname: {
    check: validate.isHostname,
    valid: ['a', 'example.com', '1.example', 'xn--nw2a.xn--j6w193g', 'a'.repeat(63)],
    invalid: ['', '.', 'a.', '-a', 'a-', 'a_b', 'a'.repeat(64), `${'a.'.repeat(127)}a`],
  },
  ipv4: {
    check: validate.isIpv4,
    valid: ['0.0.0.0', '255.255.255.255'],
    invalid: ['256.0.0.1', '1.2.3', '01.2.3.4', '1.2.3.4.5', '1.2.3.4 ', '１.2.3.4'],
  },
  ipv6: {
    check: validate.isIpv6,
    valid: [
      '::',
      '::1',
      '1::',
      '2001:db8::ff00:42:8329',
      '1:2:3:4:5:6:7:8',
      '::ffff:192.0.2.1',
      '1:2:3:4:5:6:1.2.3.4',
    ],
    invalid: [
      ':',
      ':::',
      '1',
      '1:2:3:4:5:6:7:8:9',
      '1::2::3',
      'g::',
      '12345::',
      '::1%eth0',
      '1.2.3.4::',
      '1:2:3:4:5:6:7',
      '::1.2.3',
      '1:2:3:4:5:6:7:1.2.3.4',
      ':1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:',
    ],
  },
  uuid: {
    check: validate.isUuid,
    valid: ['2EB8AA08-aa98-11ea-b4aa-73b441d16380', '00000000-0000-0000-0000-000000000000'],
    invalid: [
      '2eb8aa08-aa98-11ea-b4aa-73b441d1638',
      '2eb8aa08aa9811eab4aa73b441d16380----',
      'zeb8aa08-aa98-11ea-b4aa-73b441d16380',
    ],
  },
  uri: {
    check: validate.isUri,
    valid: [
      'http://a/b?c#d',
      'urn:isbn:1',
      'mailto:a@b',
      'http://[::1]:80/',
      'http://u:p@h',
      'tel:+1-816',
    ],
    invalid: [
      '/a',
      'a b:c',
      'http://a b',
      'http://[::1',
      'http://a:x',
      'http:// a',
      'http://a/<>',
      'http://a/%zz',
      ':a',
      'http://a#b#c',
      '\\\\a',
    ],
  },
  'uri-reference': {
    check: validate.isUriReference,
    valid: ['', '/a', '#a', '?a', 'a/b', '//h/p', 'http://a'],
    invalid: ['\\', 'a b', '#a#b', '1a:b', '/%2'],
  },
  byte: {
    check: validate.isByte,
    valid: ['', 'YQ==', 'YWI=', 'YWJj'],
    invalid: ['Y', 'YQ=', 'YQ', 'Y=Q=', 'YQ-_'],
  },
  regex: { check: validate.isRegex, valid: ['^a+$', '\\p{L}'], invalid: ['(', '[a', '\\'] },
  'json-pointer': {
    check: validate.isJsonPointer,
    valid: ['', '/a/b~0c~1d', '/'],
    invalid: ['a', '/~', '/~2'],
  },
}

describe.each(Object.entries(cases))('%s', (_, { check, valid, invalid }) => {
  test.each(valid)('takes %j', (text) => expect(check(text)).toBe(true))
  test.each(invalid)('refuses %j', (text) => expect(check(text)).toBe(false))
})

describe('regex', () => {
  // Pieces that mean something else beside one another, as no list of examples has them.
  const pieces = [
    ...[
      '\\p{L}',
      '\\P{Lu}',
      '\\p{Script=Greek}',
      '\\p{sc=Nope}',
      '\\p{}',
      '\\p',
      '\\p{L',
      '\\p{L=}',
      '\\pL',
    ],
    ...[
      '\\',
      '\\\\',
      '\\d',
      '[',
      '[^',
      ']',
      '-',
      'z',
      '{2}',
      '{',
      '}',
      '(',
      '(?<n>',
      ')',
      '\\k<n>',
      '*',
      '\\u{1F600}',
    ],
  ]
  const isRead = (text: string): boolean => {
    try {
      new RegExp(text, 'u')
      return true
    } catch {
      return false
    }
  }
  test('is what V8 reads', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join('')
        expect(validate.isRegex(text), text).toBe(isRead(text))
      }),
      { numRuns: 3_000 },
    )
  })

  test('asks V8 once for each property, however often it is named', () => {
    const Own = RegExp
    const asked: string[] = []
    vi.stubGlobal('RegExp', function (this: unknown, text: string, flags: string) {
      asked.push(text)
      return new Own(text, flags)
    })
    const found = ['Cyrillic', 'Lt', 'sc=Cyrl'].map((name) =>
      validate.isRegex(`[${`\\p{${name}}`.repeat(100)}]`),
    )
    vi.unstubAllGlobals()
    expect(found).toEqual([false, true, true])
    expect(asked.filter((text) => text.includes('p{'))).toEqual([
      '\\p{Cyrillic}',
      '\\p{Lt}',
      '\\p{sc=Cyrl}',
    ])
  })
})

const long = 200_000
const hostile = [
  'a'.repeat(long),
  'a.'.repeat(long),
  '-'.repeat(long),
  ':'.repeat(long),
  '/'.repeat(long),
  `${'a-'.repeat(long)}!`,
  '1'.repeat(long),
  `P${'1'.repeat(long)}`,
  '@'.repeat(long),
  '='.repeat(long),
]

test('no check of a text goes over it more than a few times', () => {
  // A quadratic check would take minutes for these, and the suite's limit ends it.
  for (const [name, { check }] of Object.entries(cases)) {
    if (name === 'regex') continue
    for (const text of hostile) check(text)
  }
})
