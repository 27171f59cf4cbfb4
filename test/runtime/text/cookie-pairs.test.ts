// Owns how cookies are read: the same pairs, whoever asks for them.

import { describe, expect, it } from 'vitest'
import { readCredentials } from '../../../runtime/src/app/credentials.js'
import { parseCookies } from '../../../runtime/src/http/cookies.js'
import { headerOf } from '../../../runtime/src/native/head-text.js'
import { cookiePairs } from '../../../runtime/src/text/cookie-pairs.js'
import { cookieValues, listedCookieFields } from '../../../runtime/src/validate/index.js'
import { rawRequest } from '../app/raw-request.js'

/** What each reader takes for the cookie `sid`. */
const readers: Readonly<Record<string, (cookie: string) => unknown>> = {
  parseCookies: (cookie) => parseCookies(cookie).sid,
  'a key of a security scheme': (cookie) =>
    readCredentials(
      { type: 'apiKey', in: 'cookie', name: 'sid' },
      rawRequest({ headers: { cookie } }),
    )?.key,
  'a value as it came': (cookie) => cookieValues(cookie, 'sid')?.[0],
  'members of an object': (cookie) => listedCookieFields(cookie, 'sid', ',').good?.[0],
}

const strangers = [
  '\xa0sid=evil',
  'sid\xa0=evil',
  '\xc2\xa0sid=evil',
  '\ufeffsid=evil',
  '\x85sid=evil',
  '\vsid=evil',
  '%73id=evil',
  'SID=evil',
  'sid',
  '=sid',
  'xsid=evil',
]

describe.each(Object.entries(readers))('%s', (name, read) => {
  const value = name === 'members of an object' ? 'good,yes' : 'yes'

  it.each(strangers)('is not %j', (stranger) => {
    expect(read(stranger)).toBeUndefined()
    expect(read(`${stranger}; sid=${value}`)).toBe('yes')
    expect(read(`sid=${value};${stranger}`)).toBe('yes')
  })

  it('has spaces and tabs around name and value', () => {
    expect(read(`a=b; \tsid \t= \t${value}\t ;c=d`)).toBe('yes')
  })

  it('is there behind hundreds of others', () => {
    expect(read(`${'a=1; '.repeat(400)}sid=${value}`)).toBe('yes')
  })
})

it('of two with one name the first is taken, and none that lets somebody in', () => {
  const found = Object.entries(readers).map(([name, read]) => [
    name,
    read('sid=good,1; sid=good,2'),
  ])
  expect(Object.fromEntries(found)).toEqual({
    parseCookies: 'good,1',
    'a key of a security scheme': undefined,
    'a value as it came': 'good,1',
    'members of an object': '1',
  })
})

it('pairs keep quotes, signs of equality and what is encoded', () => {
  expect(cookiePairs('a="1"; b==2=; c=%20;d=')).toEqual([
    ['a', '"1"'],
    ['b', '=2='],
    ['c', '%20'],
    ['d', ''],
  ])
  expect(cookiePairs('')).toEqual([])
})

it('two Cookie fields are one, parted as pairs are', () => {
  const head = 'GET / HTTP/1.1\r\nCookie: a=1\r\nX: 1\r\nX: 2\r\ncookie: b=2\r\n\r\n'
  expect([headerOf(head, 'cookie'), headerOf(head, 'x')]).toEqual(['a=1; b=2', '1, 2'])
})
