// Holds the formats that are documented as enforced against those of ajv-formats: where the two differ, a text is of a
// kind that is listed here with its reason.

import ajvFormats from 'ajv-formats/dist/formats.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CheckedFormat, checkedFormats } from '../../../cli/src/ir/formats.js'
import * as validate from '../../../runtime/src/validate/index.js'

type Test = (text: string) => boolean

/** A kind of text that both judge differently, and why ours is meant. */
interface Difference {
  readonly why: string
  readonly accepts: boolean
  readonly of: Test
}

interface Compared {
  /** What texts are made of, besides changed examples. */
  readonly alphabet: string
  readonly examples: readonly string[]
  readonly differences?: readonly Difference[]
}

const refuses = (why: string, of: Test): Difference => ({ why, accepts: false, of })
const accepts = (why: string, of: Test): Difference => ({ why, accepts: true, of })

const compiles = (text: string, flags: string): boolean => {
  try {
    new RegExp(text, flags)
    return true
  } catch {
    return false
  }
}

const bareOffset = refuses('an offset has a colon (RFC 3339, 5.6)', (text) =>
  /[+-]\d\d(?:\d\d)?$/.test(text),
)
const oddAuthority = refuses('user, host, and a port of digits (RFC 3986, 3.2)', (text) => {
  const authority = /^[^/?#]*\/\/([^/?#]*)/.exec(text)?.[1] ?? ''
  return !/^(?:[^@[\]]*@)?(?:[^@:[\]]*|\[[^[\]]*\])(?::\d*)?$/.test(authority)
})
const oddBracket = refuses('brackets are around an address (RFC 3986, 3.2.2)', (text) =>
  /[[\]]/.test(text.replace(/^([^/?#]*\/\/)[^/?#]*/, '$1')),
)

// `decimal` is a format of the registry of OpenAPI, which ajv-formats does not have.
const compared: Readonly<Record<Exclude<CheckedFormat, 'decimal'>, Compared>> = {
  date: {
    alphabet: '0123456789-',
    examples: ['2024-02-29', '1900-02-29', '2023-12-31', '0000-01-01'],
  },
  time: {
    alphabet: '0123456789:.zZ+-',
    examples: ['23:59:60Z', '10:00:00.5+02:00', '22:59:60-01:00', '00:00:60+00:01'],
    differences: [bareOffset],
  },
  'date-time': {
    alphabet: '0123456789:-TtZz.+ ',
    examples: ['2024-02-29T10:00:00Z', '2016-12-31T23:59:60Z', '2024-02-29T10:00:00.123+01:30'],
    differences: [
      refuses('the letter T is between date and time (RFC 3339, 5.6)', (text) =>
        /^\S{10}\s/.test(text),
      ),
      bareOffset,
    ],
  },
  duration: {
    alphabet: 'PT0123456789YMDHSW.',
    examples: ['P1D', 'P1Y2M3DT4H5M6S', 'P4W', 'PT36H', 'P1Y2D', 'P1DT2H'],
    differences: [
      refuses('no unit between two others is left out (RFC 3339, appendix A)', (text) =>
        /\dY\d+D|\dH\d+S/.test(text),
      ),
    ],
  },
  email: {
    alphabet: 'abc.@"-_[]1 \\',
    examples: ['a@b.c', 'first.last+tag@example.com', '"a b"@c.d', 'a@[127.0.0.1]', 'a@b'],
    differences: [
      accepts('a host may have one label (RFC 5321, 4.1.2)', (text) => !/@.*\./.test(text)),
      accepts('a local part may be quoted (RFC 5321, 4.1.2)', (text) => text.startsWith('"')),
      accepts('a host may be an address (RFC 5321, 4.1.3)', (text) => text.endsWith(']')),
    ],
  },
  hostname: {
    alphabet: 'abc.-_1A',
    examples: ['example.com', 'a', 'a.b.c.', 'xn--nw2a.xn--j6w193g', '1.2'],
    differences: [
      refuses('no dot comes last (RFC 1123, 2.1; the suite of JSON Schema)', (text) =>
        text.endsWith('.'),
      ),
    ],
  },
  ipv4: { alphabet: '0123456789.', examples: ['1.2.3.4', '255.255.255.255', '0.0.0.0'] },
  ipv6: {
    alphabet: '0123456789abcdefF:.%',
    examples: ['::', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', 'fe80::1%eth0', '1:2:3:4:5:6:1.2.3.4'],
  },
  uri: {
    alphabet: "abc:/?#[]@!$&'()*+,;=%20-._~1 <é|\\",
    examples: [
      'http://a.b/c?d=e#f',
      'urn:x:y',
      'mailto:a@b.c',
      'http://[::1]:80/',
      'a://b@c:1/%41',
    ],
    differences: [
      accepts('nothing may follow a scheme (RFC 3986, 3.3: path-empty)', (text) =>
        /^[a-z][a-z\d+.-]*:(?:$|[?#])/i.test(text),
      ),
      oddAuthority,
      oddBracket,
    ],
  },
  'uri-reference': {
    alphabet: 'abc:/?#[]@!%20-._~1 <é|\\',
    examples: ['/a/b', '//h/p', '../a?b#c', 'http://a.b/', '', '#x', 'a:b'],
    differences: [
      refuses('the first segment has no colon (RFC 3986, 4.2: path-noscheme)', (text) =>
        /^[^/?#]*:/.test(text),
      ),
      oddAuthority,
    ],
  },
  uuid: {
    alphabet: '0123456789abcdef-Furn:',
    examples: [
      '123e4567-e89b-12d3-a456-426614174000',
      'urn:uuid:123e4567-e89b-12d3-a456-426614174000',
    ],
    differences: [
      refuses('the text alone, no URN (RFC 9562, 4)', (text) => text.startsWith('urn:uuid:')),
    ],
  },
  regex: {
    alphabet: 'ab()[]{}*+?\\^$|.dpu1,k<>',
    examples: ['^a+$', '(?<n>a)\\k<n>', '[a-z]{1,3}', '\\p{L}', 'a{2,1}'],
    differences: [
      refuses('Unicode mode (JSON Schema 2020-12, 6.4)', (text) => !compiles(text, 'u')),
    ],
  },
  byte: { alphabet: 'abcAB01+/= -_', examples: ['YWJj', 'YWI=', 'YQ==', '', 'YWJ'] },
  'json-pointer': { alphabet: 'ab/~01#%', examples: ['', '/a/b', '/a~0b', '/~1', '/a~2', 'a'] },
}

const oracleOf = (format: string): Test => {
  const found: unknown = Reflect.get(ajvFormats.fullFormats, format)
  const check =
    typeof found === 'object' && found !== null && 'validate' in found ? found.validate : found
  if (check instanceof RegExp) return (text) => check.test(text)
  if (typeof check === 'function') return (text) => check(text) === true
  throw new TypeError(`ajv-formats has no ${format}`)
}

const changed = (example: string, unit: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const edit = fc.tuple(fc.nat(example.length), fc.constantFrom(0, 1), fc.constantFrom(0, 1), unit)
  return fc
    .array(edit, { maxLength: 3 })
    .map((edits) =>
      edits.reduce(
        (text, [at, without, added, character]) =>
          text.slice(0, at) + (added === 1 ? character : '') + text.slice(at + without),
        example,
      ),
    )
}

describe('formats and those of ajv-formats', () => {
  test('all that are enforced are compared, but decimal', () => {
    const { decimal: _, ...others } = checkedFormats
    expect(Object.keys(compared).sort()).toEqual(Object.keys(others).sort())
  })

  test.each(Object.entries(compared))('%s', (format, { alphabet, examples, differences = [] }) => {
    const own: Test = Reflect.get(validate, checkedFormats[format as CheckedFormat])
    const other = oracleOf(format)
    const unit = fc.constantFrom(...alphabet)
    const near = fc.constantFrom(...examples).chain((example) => changed(example, unit))
    const met = new Set<Difference>()
    const agrees = (text: string): boolean => {
      const found = own(text)
      if (found === other(text)) return true
      const difference = differences.find((each) => each.accepts === found && each.of(text))
      if (difference !== undefined) met.add(difference)
      return difference !== undefined
    }
    const texts = fc.oneof(fc.string({ unit, maxLength: 12 }), near)
    fc.assert(fc.property(texts, agrees), { seed: 7, numRuns: 10_000 })
    // What is listed occurs: the list has no excuse too many.
    expect(differences.filter((each) => !met.has(each)).map(({ why }) => why)).toEqual([])
  })
})
