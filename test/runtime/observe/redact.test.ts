// Owns the cases of what a log line must not carry, through a real pino line.

import { expect, test } from 'vitest'
import { createLog } from '../../../runtime/src/observe/log.js'
import { redactName } from '../../../runtime/src/observe/redact.js'

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
  }
  round.self = round
  expect(JSON.parse(line(round))).toMatchObject({
    level: 'info',
    id: 7,
    big: '12',
    bytes: '[3 bytes]',
    when: '1970-01-01T00:00:00.000Z',
    tokens: 3,
    self: { self: '[circular]' },
    msg: 'text',
  })
})

test('an error keeps its type, message and stack', () => {
  const { err } = JSON.parse(line({ err: new RangeError('too far') }))
  expect(err).toMatchObject({ type: 'RangeError', message: 'too far' })
  expect(err.stack).toContain('redact.test.ts')
})
