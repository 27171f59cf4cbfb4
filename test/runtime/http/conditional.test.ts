// Owns the cases of preconditions (RFC 9110, 13) and dates (5.6.7).

import { expect, test } from 'vitest'
import {
  checkPreconditions,
  evaluate,
  notModified,
  rangeApplies,
  type Validators,
} from '../../../runtime/src/http/conditional.js'
import { parseHttpDate } from '../../../runtime/src/http/http-date.js'

const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
const before = 'Sun, 06 Nov 1994 08:49:36 GMT'
const after = 'Sun, 06 Nov 1994 08:49:38 GMT'
const strong: Validators = { etag: '"a"', lastModified: new Date(784111777400) }
const weak: Validators = { etag: 'W/"a"' }

const request = (method: string, headers: Record<string, string>) => ({
  method,
  header: (name: string) => headers[name],
})

type Row = readonly [string, Record<string, string>, Validators | null, string]

test.each<Row>([
  ['GET', {}, strong, 'hold'],
  // 13.1.1: strong comparison, any of the list, * for anything that is there.
  ['PUT', { 'if-match': '"a"' }, strong, 'hold'],
  ['PUT', { 'if-match': '"b", "a"' }, strong, 'hold'],
  ['PUT', { 'if-match': '"b"' }, strong, 'failed'],
  ['PUT', { 'if-match': 'W/"a"' }, weak, 'failed'],
  ['PUT', { 'if-match': '"a"' }, weak, 'failed'],
  ['PUT', { 'if-match': '*' }, strong, 'hold'],
  ['PUT', { 'if-match': '*' }, null, 'failed'],
  ['PUT', { 'if-match': 'a' }, strong, 'failed'],
  ['GET', { 'if-match': '"b"' }, strong, 'failed'],
  // 13.1.2: weak comparison.
  ['GET', { 'if-none-match': '"a"' }, strong, 'not-modified'],
  ['HEAD', { 'if-none-match': 'W/"a"' }, strong, 'not-modified'],
  ['GET', { 'if-none-match': '"a"' }, weak, 'not-modified'],
  ['GET', { 'if-none-match': '"x,y", "a"' }, strong, 'not-modified'],
  ['GET', { 'if-none-match': '"b"' }, strong, 'hold'],
  ['GET', { 'if-none-match': 'a' }, strong, 'hold'],
  ['PUT', { 'if-none-match': '"a"' }, strong, 'failed'],
  ['PUT', { 'if-none-match': '*' }, strong, 'failed'],
  ['PUT', { 'if-none-match': '*' }, null, 'hold'],
  ['GET', { 'if-none-match': '*' }, strong, 'not-modified'],
  // 13.1.3 and 13.1.4: to the second; what is no date is no condition.
  ['GET', { 'if-modified-since': date }, strong, 'not-modified'],
  ['GET', { 'if-modified-since': after }, strong, 'not-modified'],
  ['GET', { 'if-modified-since': before }, strong, 'hold'],
  ['GET', { 'if-modified-since': 'yesterday' }, strong, 'hold'],
  ['GET', { 'if-modified-since': date }, weak, 'hold'],
  ['POST', { 'if-modified-since': date }, strong, 'hold'],
  ['PUT', { 'if-unmodified-since': date }, strong, 'hold'],
  ['PUT', { 'if-unmodified-since': before }, strong, 'failed'],
  ['PUT', { 'if-unmodified-since': 'x' }, strong, 'hold'],
  // 13.2.2: tags before dates, and the first two before the others.
  ['GET', { 'if-none-match': '"b"', 'if-modified-since': date }, strong, 'hold'],
  ['PUT', { 'if-match': '"a"', 'if-unmodified-since': before }, strong, 'hold'],
  ['GET', { 'if-match': '"a"', 'if-none-match': '"a"' }, strong, 'not-modified'],
  ['GET', { 'if-match': '"b"', 'if-none-match': '"a"' }, strong, 'failed'],
  ['OPTIONS', { 'if-match': '"b"' }, strong, 'hold'],
])('%s with %j of %j: %s', (method, headers, state, wanted) => {
  expect(evaluate(request(method, headers), state)).toBe(wanted)
})

test.each([
  [{}, strong, true],
  [{ 'if-range': '"a"' }, strong, true],
  [{ 'if-range': '"b"' }, strong, false],
  [{ 'if-range': 'W/"a"' }, weak, false],
  [{ 'if-range': date }, strong, true],
  [{ 'if-range': before }, strong, false],
  [{ 'if-range': after }, strong, false],
  [{ 'if-range': 'x' }, strong, false],
])('a range with %j of %j applies: %s', (headers, state, wanted) => {
  expect(rangeApplies(request('GET', headers as Record<string, string>), state)).toBe(wanted)
})

test('a 304 keeps what a cache needs and drops what describes content', () => {
  const headers = {
    ETag: '"a"',
    'Cache-Control': 'no-cache',
    'X-A': 'b',
    'content-encoding': 'br',
    Vary: 'Accept',
  }
  expect(notModified(headers)).toMatchObject({
    status: 304,
    contentType: null,
    body: null,
    headers: { ETag: '"a"', 'Cache-Control': 'no-cache', Vary: 'Accept' },
  })
})

test('a handler asks before its work: null, 304 with validators, 412', () => {
  expect(checkPreconditions(request('GET', {}), strong)).toBe(null)
  expect(checkPreconditions(request('GET', { 'if-none-match': '"a"' }), strong)).toMatchObject({
    status: 304,
    headers: { etag: '"a"', 'last-modified': date },
  })
  expect(checkPreconditions(request('PUT', { 'if-match': '"b"' }), strong)?.status).toBe(412)
})

const now = Date.UTC(2026, 0, 1)

test.each([
  [date, 784111777000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 784111777000],
  ['Sun Nov  6 08:49:37 1994', 784111777000],
  ['Friday, 01-Jan-60 00:00:00 GMT', Date.UTC(2060, 0, 1)],
  ['Friday, 01-Jan-77 00:00:00 GMT', Date.UTC(1977, 0, 1)],
  ['Sun, 06 Nov 1994 08:49:60 GMT', 784111800000],
  ['Sun, 06 Nov 1994 08:49:37', null],
  ['Sun, 06 Nov 1994 08:49:37 UTC', null],
  ['Sun, 31 Feb 1994 08:49:37 GMT', null],
  ['Sun, 06 Abc 1994 08:49:37 GMT', null],
  ['Sun, 06 Nov 1994 25:49:37 GMT', null],
  ['1994-11-06T08:49:37Z', null],
  ['0', null],
  ['', null],
])('the date %s is %s', (text, wanted) => {
  expect(parseHttpDate(text, now)).toBe(wanted)
})
