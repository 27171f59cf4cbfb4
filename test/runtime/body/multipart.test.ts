// Owns what holds of multipart forms read part by part: parts, limits, refusals, backpressure. What any form means
// is in multipart-oracle.test.ts.

import { describe, expect, it, vi } from 'vitest'
import type { MultipartSpec } from '../../../runtime/src/body/multipart/form-spec.js'
import { multipart } from '../../../runtime/src/body/multipart/multipart.js'
import { countTurns, eventually, turns } from '../../waiting.js'
import { type BodySettings, bodyOf, failureOf } from './body-under-test.js'

const open: MultipartSpec<unknown> = { parts: {}, hint: null, validate: () => true }

const crlf = (lines: string): string => lines.replaceAll('\n', '\r\n')

const formOf = (bytes: string | Uint8Array, settings: BodySettings = {}) => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b', ...settings.headers }
  return multipart(bodyOf(bytes, { ...settings, headers }), open)
}

/** Every part as `name|filename|type|text`; what fails as its message. */
const read = (bytes: string | Uint8Array, settings: BodySettings = {}) =>
  failureOf(async () => {
    const found: string[] = []
    for await (const part of formOf(bytes, settings)) {
      const text = Buffer.from(await part.bytes()).toString('latin1')
      found.push([part.name, part.filename, part.contentType, text].join('|'))
    }
    return found
  })

const field = (name: string, value: string): string =>
  crlf(`--b\nContent-Disposition: form-data; name="${name}"\n\n${value}\n`)

const file = (name: string, filename: string, value: string): string =>
  crlf(
    `--b\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\nContent-Type: image/png\n\n`,
  ) + `${value}\r\n`

const disposed = (disposition: string, more = ''): string =>
  crlf(`--b\nContent-Disposition: ${disposition}\n${more}\nx\n--b--\n`)

const two = `${field('title', 'Rex')}${file('photo', 'a.png', '\r\n--c\r\n\0\xff')}--b--\r\n`
const twoRead = ['title||text/plain|Rex', 'photo|a.png|image/png|\r\n--c\r\n\0\xff']
const twoBytes = Buffer.from(two, 'latin1')

describe('a form', () => {
  it('gives its parts, in pieces of any size', async () => {
    for (let piece = 1; piece <= twoBytes.length; piece++) {
      expect(await read(twoBytes, { piece }), `pieces of ${piece}`).toEqual(twoRead)
    }
  })

  it('lets others have their turn between parts that take long to check', async () => {
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
    const check = () => {
      now += 11
    }
    const part = { kind: 'text', list: true, check } as const
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const body = bodyOf(`${field('a', '1').repeat(20)}--b--`, { headers })
    const form = multipart(body, { parts: { a: part }, hint: null, validate: () => true })
    const passed = countTurns()
    for await (const _ of form);
    clock.mockRestore()
    expect(passed()).toBeGreaterThan(15)
  })

  it('is refused with 400 wherever it is cut', async () => {
    const end = twoBytes.length - '\r\n'.length
    for (let at = 0; at < end; at++) {
      const failure = await read(twoBytes.subarray(0, at))
      expect(failure, `cut at ${at}`).toBe('400 ends before its closing delimiter')
    }
    expect(await read(twoBytes.subarray(0, end))).toEqual(twoRead)
  })

  it.each<[string, string, readonly string[]]>([
    ['without parts', '--b--', []],
    [
      'with words before and after',
      `before\r\n${field('a', '1')}--b--\r\nafter\r\n--b\r\n`,
      ['a||text/plain|1'],
    ],
    [
      'with spaces after delimiters',
      '--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--',
      ['a||text/plain|1'],
    ],
    ['with an empty part', `${field('a', '')}--b--`, ['a||text/plain|']],
    ['with a part of newlines', `${field('a', '\n\n')}--b--`, ['a||text/plain|\r\n\r\n']],
    [
      'with what looks like a delimiter',
      `${field('a', 'x--b\n-b\n--')}--b--`,
      ['a||text/plain|x--b\r\n-b\r\n--'],
    ],
    [
      'with a name twice',
      `${field('a', '1')}${field('a', '2')}--b--`,
      ['a||text/plain|1', 'a||text/plain|2'],
    ],
    [
      'with __proto__',
      `${field('__proto__', '1')}${field('constructor', '2')}--b--`,
      ['__proto__||text/plain|1', 'constructor||text/plain|2'],
    ],
    [
      'with escapes of browsers',
      disposed('form-data; name="a%22%0D%0A%41"'),
      ['a"\r\n%41||text/plain|x'],
    ],
    [
      'with escapes of curl',
      disposed('form-data; name="a\\"b"; filename="x\\\\y.png"'),
      ['a"b|y.png|application/octet-stream|x'],
    ],
    [
      'with a path of Windows',
      disposed('form-data; name=a; filename="C:\\dir\\f.txt"'),
      ['a|f.txt|application/octet-stream|x'],
    ],
    [
      'with a path upwards',
      disposed('form-data; name=a; filename="../../etc/passwd"'),
      ['a|passwd|application/octet-stream|x'],
    ],
    [
      'with an empty file name',
      disposed('form-data; name=a; filename=""'),
      ['a||application/octet-stream|x'],
    ],
    [
      'with a type of its own',
      disposed('form-data; name=a', 'Content-Type: Application/JSON; charset=utf-8\n'),
      ['a||application/json|x'],
    ],
    ['with names in UTF-8', disposed('form-data; name="h\u00e9"'), ['h\u00e9||text/plain|x']],
    [
      'with filename*, which RFC 7578 forbids',
      disposed("form-data; name=a; filename*=UTF-8''b"),
      ['a||text/plain|x'],
    ],
    [
      'with any case',
      disposed('Form-Data; NAME=a', 'CONTENT-TYPE: text/HTML\n'),
      ['a||text/html|x'],
    ],
  ])('%s', async (_, bytes, parts) => {
    expect(await read(bytes)).toEqual(parts)
    expect(await read(bytes, { piece: 1 })).toEqual(parts)
  })

  it.each<[string, string, string]>([
    [
      'a delimiter that goes on',
      '--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--bb\r\n',
      '400 has a delimiter that is not a line of its own',
    ],
    [
      'a last delimiter that goes on',
      `${field('a', '1')}--b--y\r\ny\r\n${field('c', '2')}--b--\r\n`,
      '400 has a delimiter that is not a line of its own',
    ],
    [
      'a last delimiter with half a line break',
      `${field('a', '1')}--b-- \r`,
      '400 has a delimiter that is not a line of its own',
    ],
    [
      'a delimiter without its end',
      '--b\nContent-Disposition: form-data; name=a\n\n1\n--b--',
      '400 has a delimiter that is not a line of its own',
    ],
    [
      'a part without headers',
      '--b\r\n\r\nx\r\n--b--',
      '400 has a part without `Content-Disposition: form-data; name=...`',
    ],
    [
      'a part without a name',
      disposed('form-data; filename=x'),
      '400 has a part without `Content-Disposition: form-data; name=...`',
    ],
    [
      'an attachment',
      disposed('attachment; name=a'),
      '400 has a part without `Content-Disposition: form-data; name=...`',
    ],
    [
      'two names',
      disposed('form-data; name=a; name=b'),
      '400 has a part without `Content-Disposition: form-data; name=...`',
    ],
    [
      'an open quote',
      disposed('form-data; name="a'),
      '400 has a part without `Content-Disposition: form-data; name=...`',
    ],
    [
      'two dispositions',
      disposed('form-data; name=a', 'Content-Disposition: form-data; name=b\n'),
      '400 has a part whose headers are malformed',
    ],
    [
      'a folded header',
      disposed('form-data;\n name=a'),
      '400 has a part whose headers are malformed',
    ],
    [
      'a header without a colon',
      disposed('form-data; name=a', 'X\n'),
      '400 has a part whose headers are malformed',
    ],
    [
      'a space before the colon',
      disposed('form-data; name=a', 'X : y\n'),
      '400 has a part whose headers are malformed',
    ],
    [
      'NUL in a name',
      disposed('form-data; name="a\0"'),
      '400 has a part whose headers are malformed',
    ],
    [
      'a type without a slash',
      disposed('form-data; name=a', 'Content-Type: text\n'),
      '400 has a part whose Content-Type is malformed',
    ],
    [
      'a transfer encoding',
      disposed('form-data; name=a', 'Content-Transfer-Encoding: base64\n'),
      '415 Parts of a form cannot have a transfer encoding (RFC 7578, 4.7).',
    ],
  ])('is refused for %s', async (_, bytes, failure) => {
    expect(await read(bytes)).toBe(failure)
    expect(await read(bytes, { piece: 1 })).toBe(failure)
  })

  it('is refused for a name that is not UTF-8', async () => {
    expect(await read(Buffer.from(disposed('form-data; name="\xff"'), 'latin1'))).toBe(
      '400 is not UTF-8',
    )
  })

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary="a "',
    `multipart/form-data; boundary=${'b'.repeat(71)}`,
    'multipart/form-data; boundary=a; boundary=b',
    'multipart/form-data; boundary="\u00e9"',
    '',
  ])('is refused for the Content-Type %j', async (type) => {
    expect(await failureOf(() => formOf('', { headers: { 'content-type': type } }))).toBe(
      '400 has no boundary that RFC 2046 allows in its Content-Type',
    )
  })

  it('knows quoted boundaries', async () => {
    const headers = { 'content-type': 'multipart/form-data; charset=utf-8; boundary="b c:d"' }
    expect(
      await read(field('a', '1').replace('--b', '--b c:d') + '--b c:d--', { headers }),
    ).toEqual(['a||text/plain|1'])
  })
})

describe('limits', () => {
  const many = field('a', '1').repeat(3)
  it.each<[string, string, BodySettings, string | readonly string[]]>([
    [
      'parts',
      `${many}--b--`,
      { limits: { multipartPartsMax: 2 } },
      '413 The form has more than 2 parts.',
    ],
    [
      'parts that fit',
      `${many}--b--`,
      { limits: { multipartPartsMax: 3 } },
      ['a||text/plain|1', 'a||text/plain|1', 'a||text/plain|1'],
    ],
    [
      'heads',
      `${file('photo', 'a.png', 'x')}--b--`,
      { limits: { multipartHeadBytesMax: 50 } },
      '413 The headers of a part have more than 50 bytes.',
    ],
    [
      'heads without an end',
      `--b\r\n${'x'.repeat(200)}`,
      { limits: { multipartHeadBytesMax: 50 } },
      '413 The headers of a part have more than 50 bytes.',
    ],
    [
      'fields',
      `${field('a', '12345')}--b--`,
      { limits: { multipartFieldBytesMax: 4 } },
      '413 The part "a" has more than 4 bytes.',
    ],
    [
      'fields that fit',
      `${field('a', '1234')}--b--`,
      { limits: { multipartFieldBytesMax: 4 } },
      ['a||text/plain|1234'],
    ],
    [
      'files',
      `${file('f', 'x', '12345')}--b--`,
      { limits: { multipartFileBytesMax: 4, multipartFieldBytesMax: 9 } },
      '413 The part "f" has more than 4 bytes.',
    ],
    [
      'words before the form',
      `${'x'.repeat(101)}\r\n--b--`,
      { limits: { multipartHeadBytesMax: 100 } },
      '413 The part "" has more than 100 bytes.',
    ],
  ])('of %s', async (_, bytes, settings, expected) => {
    expect(await read(bytes, settings)).toEqual(expected)
    expect(await read(bytes, { ...settings, piece: 1 })).toEqual(expected)
  })

  it('hold for parts that nobody reads', async () => {
    const form = formOf(`${file('f', 'x', '12345')}--b--`, { limits: { multipartFileBytesMax: 4 } })
    const skipped = async () => {
      for await (const _ of form);
    }
    expect(await failureOf(skipped)).toBe('413 The part "f" has more than 4 bytes.')
  })
})

describe('reading', () => {
  const large = `${file('f', 'x', 'y'.repeat(50_000))}${field('a', '1')}--b--`

  it('skips what is not read of a part', async () => {
    const names: string[] = []
    for await (const part of formOf(large, { piece: 1000 })) {
      names.push(part.name)
      for await (const _ of part) break
    }
    expect(names).toEqual(['f', 'a'])
  })

  it('holds the body back until somebody asks', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const body = bodyOf(large, { headers, piece: 1000 })
    const form = multipart(body, open)[Symbol.asyncIterator]()
    const part = (await form.next()).value
    await turns(50)
    expect(body.pulled()).toBe(1)
    const content = part?.[Symbol.asyncIterator]()
    await content?.next()
    await turns(50)
    expect(body.pulled()).toBeLessThan(3)
    await form.return?.()
    await eventually(() => body.over())
  })

  it('happens once', async () => {
    const form = formOf(two)
    for await (const part of form) {
      await part.text().catch(() => {})
      expect(await failureOf(() => part.bytes())).toMatch(/^TypeError This part was read before/)
    }
    expect(await failureOf(() => form.form())).toMatch(/^TypeError This form was read before/)
  })

  it('decodes text as UTF-8, and says so of other charsets', async () => {
    const texts = async (type: string, bytes: string) => {
      const head = `--b\r\nContent-Disposition: form-data; name=a\r\nContent-Type: ${type}\r\n\r\n`
      const body = Buffer.concat([
        Buffer.from(head),
        Buffer.from(bytes, 'latin1'),
        Buffer.from('\r\n--b--'),
      ])
      const found: unknown[] = []
      for await (const part of formOf(body)) found.push(await failureOf(() => part.text()))
      return found
    }
    expect(await texts('text/plain', '\xc3\xa9')).toEqual(['\u00e9'])
    expect(await texts('text/plain', '\xe9')).toEqual(['400 is not UTF-8'])
    expect(await texts('text/plain; charset=ISO-8859-1', '\xe9')).toEqual([
      '415 Text in a form is read as utf-8 only.',
    ])
    expect(await texts('text/plain; charset=US-ASCII', 'e')).toEqual(['e'])
  })
})
