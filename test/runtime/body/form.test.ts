// Owns what holds of whole forms: texts coerced, JSON parsed, files kept, the contract's check, limits.

import { describe, expect, it } from 'vitest'
import type { MultipartSpec } from '../../../runtime/src/body/multipart/form-spec.js'
import { multipart } from '../../../runtime/src/body/multipart/multipart.js'
import { BodyError } from '../../../runtime/src/http/body-error.js'
import type { Issues } from '../../../runtime/src/validate/issues.js'
import { isObject } from '../../../runtime/src/validate/values.js'
import { type BodySettings, bodyOf } from './body-under-test.js'

const spec: MultipartSpec<unknown> = {
  parts: {
    title: { kind: 'text', list: false },
    tags: { kind: 'text', list: true },
    age: { kind: 'text', list: false },
    meta: { kind: 'json', list: false, types: ['application/json'] },
    notes: { kind: 'json', list: true },
    photo: { kind: 'file', list: false, types: ['image/png', 'image/webp'] },
    scans: { kind: 'file', list: true, types: ['image/*'] },
  },
  hint: { fields: { title: 'string', tags: { items: 'string' }, age: 'integer' }, rest: null },
  validate: (value: unknown, issues: Issues) => {
    if (isObject(value) && value.title === undefined)
      issues.addAt('title', 'required', 'is missing')
  },
}

type Given = readonly [name: string, content: string, type?: string, filename?: string]

const bodyWith = (parts: readonly Given[]): string =>
  parts
    .map(([name, content, type, filename]) => {
      const named = filename === undefined ? '' : `; filename="${filename}"`
      const typed = type === undefined ? '' : `Content-Type: ${type}\r\n`
      return `--b\r\nContent-Disposition: form-data; name="${name}"${named}\r\n${typed}\r\n${content}\r\n`
    })
    .join('')
    .concat('--b--')

/** The form, or `status code pointer` of each issue. */
const read = async (parts: readonly Given[], settings: BodySettings = {}): Promise<unknown> => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  try {
    return await multipart(bodyOf(bodyWith(parts), { headers, piece: 9, ...settings }), spec).form()
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    const issues = error.issues.map(({ code, pointer }) => `${code} ${pointer}`)
    return [error.status, ...(issues.length === 0 ? [error.message] : issues)]
  }
}

const bytes = (text: string) => Buffer.from(text)

describe('a whole form', () => {
  it('reads texts in the charset that they say, which is utf-8', async () => {
    expect(await read([['title', 'a', 'text/plain; charset=UTF-8']])).toEqual({ title: 'a' })
    expect(await read([['title', 'a', 'text/plain; charset=iso-8859-1']])).toEqual([
      415,
      'Text in a form is read as utf-8 only.',
    ])
  })

  it.each<[string, readonly Given[], unknown]>([
    [
      'texts',
      [
        ['title', 'h\u00e9'],
        ['age', '7'],
      ],
      { title: 'h\u00e9', age: 7 },
    ],
    [
      'a text that is no number',
      [
        ['title', 'x'],
        ['age', 'old'],
      ],
      { title: 'x', age: 'old' },
    ],
    [
      'a list of one',
      [
        ['title', 'x'],
        ['tags', 'a,b'],
      ],
      { title: 'x', tags: ['a,b'] },
    ],
    [
      'a list',
      [
        ['title', 'x'],
        ['tags', 'a'],
        ['tags', 'b'],
      ],
      { title: 'x', tags: ['a', 'b'] },
    ],
    [
      'JSON',
      [
        ['title', 'x'],
        ['meta', '{"a":12345678901234567890}', 'application/json'],
      ],
      { title: 'x', meta: { a: 12345678901234567890n } },
    ],
    [
      'a list of JSON',
      [
        ['title', 'x'],
        ['notes', '1'],
        ['notes', '[]'],
      ],
      { title: 'x', notes: [1, []] },
    ],
    [
      'a file',
      [
        ['title', 'x'],
        ['photo', '\0', 'image/png', 'a.png'],
      ],
      { title: 'x', photo: { filename: 'a.png', contentType: 'image/png', bytes: bytes('\0') } },
    ],
    [
      'files',
      [
        ['title', 'x'],
        ['scans', '1', 'image/gif', 'a'],
        ['scans', '2', 'image/png', 'b'],
      ],
      {
        title: 'x',
        scans: [
          { filename: 'a', contentType: 'image/gif', bytes: bytes('1') },
          { filename: 'b', contentType: 'image/png', bytes: bytes('2') },
        ],
      },
    ],
    [
      'what nobody declared',
      [
        ['title', 'x'],
        ['other', 'y'],
        ['doc', 'z', 'text/plain', 'a.txt'],
      ],
      {
        title: 'x',
        other: 'y',
        doc: { filename: 'a.txt', contentType: 'text/plain', bytes: bytes('z') },
      },
    ],
    [
      'a declared text that comes as a file',
      [['title', 'x', 'text/plain', 'a.txt']],
      { title: 'x' },
    ],
  ])('has %s', async (_, parts, form) => {
    expect(await read(parts)).toEqual(form)
  })

  it('has no prototype, and takes __proto__ as a name', async () => {
    const form = (await read([
      ['title', 'x'],
      ['__proto__', 'y'],
      ['meta', '{}', 'application/json'],
    ])) as object
    expect(Object.getPrototypeOf(form)).toBe(null)
    expect(Object.keys(form)).toEqual(['title', '__proto__', 'meta'])
    const file = (await read([
      ['title', 'x'],
      ['__proto__', '{"polluted":1}', 'text/plain', 'f'],
    ])) as object
    expect(Object.getPrototypeOf(file)).toBe(null)
    expect(({} as { polluted?: number }).polluted).toBe(undefined)
  })

  it.each<[string, readonly Given[], BodySettings, unknown]>([
    ['a missing part', [['age', '7']], {}, [400, 'required /title']],
    [
      'JSON that is none',
      [
        ['title', 'x'],
        ['meta', '{', 'application/json'],
      ],
      {},
      [400, 'syntax /meta'],
    ],
    [
      'JSON that is too deep',
      [
        ['title', 'x'],
        ['meta', '['.repeat(200) + ']'.repeat(200), 'application/json'],
      ],
      {},
      [400, 'syntax /meta'],
    ],
    [
      'a type that is not declared',
      [
        ['title', 'x'],
        ['photo', 'x', 'image/svg+xml', 'a'],
      ],
      {},
      [400, 'contentType /photo'],
    ],
    [
      'a type out of a range',
      [
        ['title', 'x'],
        ['scans', 'x', 'imagery/png', 'a'],
      ],
      {},
      [400, 'contentType /scans'],
    ],
    [
      'several at once',
      [['meta', '{', 'text/plain']],
      {},
      [400, 'contentType /meta', 'syntax /meta', 'required /title'],
    ],
    [
      'more than its limit',
      [
        ['title', '12345'],
        ['photo', '12345', 'image/png', 'a'],
      ],
      { limits: { multipartFormBytesMax: 9 } },
      [413, 'The form has more than 9 bytes.'],
    ],
    [
      'a field beyond its limit',
      [['title', '12345']],
      { limits: { multipartFieldBytesMax: 4 } },
      [413, 'The part "title" has more than 4 bytes.'],
    ],
  ])('is refused for %s', async (_, parts, settings, refusal) => {
    expect(await read(parts, settings)).toEqual(refusal)
  })

  it('says which media types a part may have', async () => {
    const parts: Given[] = [
      ['title', 'x'],
      ['photo', 'x', 'image/svg+xml', 'a'],
    ]
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const message = 'must have the media type image/png or image/webp, not "image/svg+xml"'
    await expect(
      multipart(bodyOf(bodyWith(parts), { headers }), spec).form(),
    ).rejects.toMatchObject({
      issues: [{ pointer: '/photo', code: 'contentType', message }],
    })
  })

  it('is refused for text that is not UTF-8', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const body = Buffer.from(bodyWith([['title', '\xff']]), 'latin1')
    await expect(multipart(bodyOf(body, { headers }), spec).form()).rejects.toThrow('is not UTF-8')
  })
})

it('gives all of a name that comes several times, also where each is an array', async () => {
  const title: Given = ['title', 'x']
  const file = (text: string): Given => ['more', text, 'text/plain', 'a.txt']
  const one = (text: string) => ({
    filename: 'a.txt',
    contentType: 'text/plain',
    bytes: bytes(text),
  })
  expect(await read([title, file('a'), file('b'), file('c')])).toEqual({
    title: 'x',
    more: [one('a'), one('b'), one('c')],
  })
  const meta = (text: string): Given => ['meta', text, 'application/json']
  expect(await read([title, meta('[1]'), meta('[2]'), meta('[3]')])).toEqual({
    title: 'x',
    meta: [[1], [2], [3]],
  })
})

it('takes fields one by one only up to the limit of all of them, files beside', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const taken = async (parts: readonly Given[]) => {
    const seen: unknown[] = []
    const body = bodyOf(bodyWith(parts), { headers, limits: { multipartFormBytesMax: 4 } })
    try {
      for await (const part of multipart(body, spec)) seen.push(part.value)
    } catch (error) {
      if (!(error instanceof BodyError)) throw error
      seen.push(error.status, error.message)
    }
    return seen
  }
  const file: Given = ['photo', '12345678', 'image/png', 'a']
  expect(await taken([['title', 'ab'], file, ['age', '12']])).toEqual(['ab', undefined, 12])
  expect(await taken([['title', 'abc'], file, ['age', '12']])).toEqual([
    'abc',
    undefined,
    413,
    'The fields of the form have more than 4 bytes.',
  ])
})
