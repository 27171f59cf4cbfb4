// Owns the cases of cookies: what is written, what is refused, what is read back, and what was signed.

import { expect, test } from 'vitest'
import { cookieSigner, parseCookies } from '../../../runtime/src/http/cookies.js'
import {
  type CookieAttributes,
  clearCookie,
  setCookie,
} from '../../../runtime/src/http/set-cookie.js'

const bare = { path: false, secure: false, httpOnly: false, sameSite: false } as const
const day = new Date(Date.UTC(2030, 0, 2, 3, 4, 5))

test.each<[string, CookieAttributes, string]>([
  ['a', {}, 'a=v; Path=/; Secure; HttpOnly; SameSite=Lax'],
  ['a', bare, 'a=v'],
  ['a', { ...bare, expires: day }, 'a=v; Expires=Wed, 02 Jan 2030 03:04:05 GMT'],
  ['a', { ...bare, maxAgeS: 0 }, 'a=v; Max-Age=0'],
  ['a', { ...bare, domain: 'example.com' }, 'a=v; Domain=example.com'],
  ['a', { ...bare, path: '/admin' }, 'a=v; Path=/admin'],
  ['a', { ...bare, sameSite: 'strict' }, 'a=v; SameSite=Strict'],
  ['a', { ...bare, secure: true, sameSite: 'none' }, 'a=v; Secure; SameSite=None'],
  ['a', { ...bare, secure: true, partitioned: true }, 'a=v; Secure; Partitioned'],
  ['__Host-a', {}, '__Host-a=v; Path=/; Secure; HttpOnly; SameSite=Lax'],
  ['__Secure-a', { ...bare, secure: true, domain: 'x.org' }, '__Secure-a=v; Domain=x.org; Secure'],
])('%s with %j', (name, attributes, wanted) => {
  expect(setCookie(name, 'v', attributes)).toBe(wanted)
})

test.each<[string, string, CookieAttributes, string]>([
  ['a b', 'v', {}, 'no token'],
  ['', 'v', {}, 'no token'],
  ['a', 'v'.repeat(4096), {}, '4096 bytes'],
  ['a', 'v', { domain: 'a;b' }, 'no domain'],
  ['a', 'v', { domain: '.example.com' }, 'no domain'],
  ['a', 'v', { path: '/a;b' }, 'no path'],
  ['a', 'v', { path: '/a\r\nb' }, 'no path'],
  ['a', 'v', { path: 'a' }, 'no path'],
  ['a', 'v', { maxAgeS: 1.5 }, 'whole number'],
  ['a', 'v', { expires: new Date('x') }, 'valid date'],
  ['a', 'v', { secure: false, sameSite: 'none' }, 'SameSite=None'],
  ['a', 'v', { secure: false, partitioned: true }, 'Partitioned'],
  ['__Secure-a', 'v', { secure: false }, 'prefix'],
  ['__host-a', 'v', { domain: 'example.com' }, 'prefix'],
  ['__HOST-a', 'v', { path: '/a' }, 'prefix'],
  ['__Host-a', 'v', { path: false }, 'prefix'],
])('%s=%.8s with %j is refused', (name, value, attributes, message) => {
  expect(() => setCookie(name, value, attributes)).toThrow(message)
})

test.each(['plain', 'a b', 'a;b', '"q"', 'ä€🐈', '50%', '%41', 'a=b', '\r\n', ''])(
  'the value %j comes back as it was set',
  (value) => {
    const [pair = ''] = setCookie('n', value).split('; ')
    expect(pair).toMatch(/^[\x21-\x7e]*$/)
    expect(parseCookies(pair).n).toBe(value)
  },
)

test('clearing repeats domain and path, and is over at once', () => {
  expect(clearCookie('a', { path: '/x', domain: 'example.com' })).toBe(
    'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Domain=example.com; Path=/x; Secure; HttpOnly; SameSite=Lax',
  )
})

test('reading takes the first of a name, any name, and what is no encoding as it stands', () => {
  const cookies = parseCookies('a=1; a=2; __proto__=p; constructor="q"; x=%zz; none; =v;b=')
  expect(Object.getPrototypeOf(cookies)).toBe(null)
  expect(Object.entries(cookies)).toEqual([
    ['a', '1'],
    ['__proto__', 'p'],
    ['constructor', 'q'],
    ['x', '%zz'],
    ['b', ''],
  ])
})

const [oldKey, newKey] = ['o'.repeat(32), 'n'.repeat(32)] as const

test('a signature holds for its name and value, with any of the keys, and for nothing else', () => {
  const signed = cookieSigner([oldKey]).sign('user', 'ann.b')
  const signer = cookieSigner([newKey, oldKey])
  expect(signer.verify('user', signed)).toBe('ann.b')
  expect(signer.sign('user', 'ann.b')).not.toBe(signed)
  expect(cookieSigner([newKey]).verify('user', signed)).toBe(null)
  // A signature has one spelling: base64 has bits to spare in its last character, and Node passes over what is none.
  const last = signed.at(-1) ?? ''
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const twins = [...letters]
    .filter((each) => each !== last)
    .map((each) => signed.slice(0, -1) + each)
  for (const twin of [...twins, `${signed}=`, `${signed} `, `${signed}\n`, `${signed}\u0100`])
    expect(signer.verify('user', twin)).toBe(null)
  expect(signer.verify('other', signed)).toBe(null)
  expect(signer.verify('user', signed.replace('ann', 'bob'))).toBe(null)
  for (const wrong of [undefined, '', '.', 'ann.b', `${signed}A`, signed.slice(0, -2)]) {
    expect(signer.verify('user', wrong)).toBe(null)
  }
})

test.each([[[]], [['short']], [[oldKey, 'short']]])('the keys %j are refused', (keys) => {
  expect(() => cookieSigner(keys)).toThrow('32 bytes')
})
