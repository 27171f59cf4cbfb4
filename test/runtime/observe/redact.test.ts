// Owns the cases of what a log line must not carry, through a real pino line.

import { expect, test } from 'vitest'
import { createLog } from '../../../runtime/src/observe/log.js'
import { redact, redactName, redactText } from '../../../runtime/src/observe/redact.js'

const line = (fields: object, text = 'text'): string => {
  const written: string[] = []
  createLog('info', { write: (chunk: string) => void written.push(chunk) }).info(fields, text)
  return written.join('')
}

const secret = 'hunter2hunter2'

test.each<[string, object]>([
  ['a header', { headers: { Authorization: `Bearer ${secret}` } }],
  ['a cookie, deep', { a: { b: [{ req: { headers: { cookie: secret } } }] } }],
  ['set-cookie', { 'Set-Cookie': [secret] }],
  ['an API key', { 'x-api-key': secret, api_key: secret, apiKey: secret }],
  ['a private key', { wallet: { privateKey: secret, mnemonic: secret } }],
  ['a bearer token inside text', { note: `sent Bearer ${secret} to the peer` }],
  ['credentials in a URL', { url: `https://ann:${secret}@host/path` }],
  ['a key in a query', { url: `https://host/?api_key=${secret}&b=1` }],
  [
    'an error with the request on it',
    { err: Object.assign(new Error('failed'), { config: { headers: { authorization: secret } } }) },
  ],
  ['the message of an error', { err: new Error(`GET https://u:${secret}@h failed`) }],
  ['the cause of an error', { err: new Error('a', { cause: new Error(`Bearer ${secret}`) }) }],
  ['credentials without a name in a URL', { url: `redis://:${secret}@host/0` }],
  ['a token in the place of a user', { url: new URL(`https://${secret}@host/`) }],
  ['a token with a longer name', { form: `grant=x&access_token=${secret}` }],
  ['a longer name', { dbPassword: secret, WEBHOOK_SECRET: secret, privateKeyPem: secret }],
  ['another token', { botToken: secret, 'csrf-token': secret }],
  ['errors of an error', { err: new AggregateError([new Error(`Bearer ${secret}`)], 'all') }],
  ['a map', { m: new Map([['password', secret]]) }],
])('%s is not in the line', (_name, fields) => {
  const text = line(fields)
  expect(text).not.toContain(secret)
  expect(text).toContain('[redacted]')
  expect(() => JSON.parse(text)).not.toThrow()
})

test('the text of a line is looked at as well', () => {
  expect(line({}, `calling with Bearer ${secret}`)).not.toContain(secret)
})

test('so is what stands in it', () => {
  const written: string[] = []
  const log = createLog('info', { write: (chunk: string) => void written.push(chunk) })
  log.info('calling with %s and %o', `Bearer ${secret}`, { password: secret })
  expect(written.join('')).toContain('calling with Bearer [redacted]')
  expect(written.join('')).not.toContain(secret)
})

test('names of the contract can be added', () => {
  expect(line({ 'x-shop-pass': secret })).toContain(secret)
  redactName('X-Shop-Pass')
  expect(line({ 'x-shop-pass': secret })).not.toContain(secret)
})

test('what is no secret stays, and odd values do not break a line', () => {
  const round: Record<string, unknown> = {
    id: 7,
    big: 12n,
    bytes: new Uint8Array(3),
    when: new Date(0),
    tokens: 3,
    tokenId: '7',
  }
  round.self = round
  expect(JSON.parse(line(round))).toMatchObject({
    level: 'info',
    id: 7,
    big: '12',
    bytes: '[3 bytes]',
    when: '1970-01-01T00:00:00.000Z',
    tokens: 3,
    tokenId: '7',
    self: { self: '[circular]' },
    msg: 'text',
  })
})

test('__proto__ is a name like any other', () => {
  const body = JSON.parse('{"__proto__":{"password":"x","isAdmin":true},"a":1}')
  const text = line({ body, map: new Map(Object.entries(body)), ...body })
  const kept = '"__proto__":{"password":"[redacted]","isAdmin":true}'
  expect(text.split(kept)).toHaveLength(3)
  expect(text).not.toContain('"x"')
  expect(Object.hasOwn(redact(body) as object, '__proto__')).toBe(true)
  expect((redact(body) as { isAdmin?: unknown }).isAdmin).toBe(undefined)
})

test('keys of maps may be anything, and getters may throw', () => {
  const broken = { a: 1 }
  Object.defineProperty(broken, 'b', { enumerable: true, get: () => JSON.parse('{') })
  const keys = new Map<unknown, number>([
    [Object.create(null), 1],
    [Symbol('s'), 2],
    [3, 3],
  ])
  expect(JSON.parse(line({ keys, broken }))).toMatchObject({
    keys: { '[object]': 1, 'Symbol(s)': 2, 3: 3 },
    broken: '[unreadable]',
  })
})

test('what is long is cut, and says by how much', () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`n${i}`, i]))
  const found = JSON.parse(line({ text: 'a'.repeat(12_345), list: Array(103).fill(0), many }))
  expect(found.text).toBe(`${'a'.repeat(10_000)} [2345 more characters]`)
  expect(found.list.at(-1)).toBe('[3 more]')
  expect(found.many['[more]']).toBe(50)
})

test('lists that are in each other many times do not multiply', () => {
  let list: unknown[] = []
  for (let i = 0; i < 7; i++) list = Array(100).fill(list)
  expect(line({ list }).length).toBeLessThan(1_000_000)
})

// Each takes minutes where every character is looked at once for every other.
test.each([
  'a',
  'a:',
  'a@',
  '://',
  'http://a:',
  'Bearer ',
  'token',
  'token=',
  ' ',
  '/',
  'Basic a ',
])('a long text of "%s" takes linear time', (unit) => {
  expect(redactText(unit.repeat(1_000_000)).length).toBeLessThan(11_000)
})

// V8 keeps what loops of an expression took on a stack of its own, and throws where that is full.
test('a text longer than is searched is cut before, and shows no half of a credential', () => {
  const long = `token=${'a'.repeat(999_960)} http://user:pass-word@host/${'b'.repeat(9_000_000)}`
  expect(redactText(long)).toBe(` [${long.length - 1_000_000 + 4096} more characters]`)
  const words = 'words '.repeat(3000)
  const inOne = `${words}password=${'a'.repeat(9_000_000)}`
  const shown = words.slice(0, 10_000)
  expect(redactText(inOne)).toMatch(new RegExp(`^${shown} \\[\\d+ more characters\\]$`))
})

test('an error keeps its type, message and stack', () => {
  const { err } = JSON.parse(line({ err: new RangeError('too far') }))
  expect(err).toMatchObject({ type: 'RangeError', message: 'too far' })
  expect(err.stack).toContain('redact.test.ts')
})
