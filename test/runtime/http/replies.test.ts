// Owns the cases of answers made by hand: the builder, redirects, and replies made of replies.

import { expect, test } from 'vitest'
import { redirect, redirectWithin } from '../../../runtime/src/http/location.js'
import { NegotiatedReply } from '../../../runtime/src/http/negotiated-reply.js'
import { respond } from '../../../runtime/src/http/replies.js'
import { Reply } from '../../../runtime/src/http/reply.js'

test('a builder collects headers and ends with a body', () => {
  const reply = respond(201)
    .header('X-A', 1)
    .headers({ 'x-a': 2 })
    .location('/pets/ä')
    .link('/pets?page=2', 'next')
    .link('/pets?page=9', 'last"; x="')
    .etag('v1')
    .vary('Accept')
    .vary('accept', 'Origin')
    .cacheControl('private', 'max-age=60')
    .lastModified(new Date(0))
    .retryAfter(1.2)
    .json({ a: 1 })
  expect(reply).toMatchObject({ status: 201, contentType: 'application/json', body: '{"a":1}' })
  expect({ ...reply.headers }).toEqual({
    'x-a': 2,
    location: '/pets/%C3%A4',
    link: ['</pets?page=2>; rel="next"', '</pets?page=9>; rel="last; x="'],
    etag: '"v1"',
    vary: 'Accept, Origin',
    'cache-control': 'private, max-age=60',
    'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT',
    'retry-after': 2,
  })
})

test.each([
  [respond(204).empty(), null, null],
  [respond(200).text('ä'), 'text/plain; charset=utf-8', 'ä'],
  [respond(200).html('<p>'), 'text/html; charset=utf-8', '<p>'],
  [
    respond(200).form({ a: 'b c', d: ['1', '2'] }),
    'application/x-www-form-urlencoded',
    'a=b+c&d=1&d=2',
  ],
  [respond(200).json(null, 'application/vnd.a+json'), 'application/vnd.a+json', 'null'],
  [respond(200).body('image/png', Buffer.from('x')), 'image/png', Buffer.from('x')],
])('%j has its content type and body', ({ contentType, body }, type, wanted) => {
  expect([contentType, body]).toEqual([type, wanted])
})

test.each([
  () => respond(199),
  () => respond(100),
  () => respond(299),
  () => respond(200).json(undefined),
  () => respond(200).etag('a"b'),
  () => respond(200).location('/a\nb'),
])('%s is refused', (make) => {
  expect(make).toThrow(TypeError)
})

test('a reply made of another leaves that as it was', () => {
  const first = new Reply(200, 'text/plain', 'a', { ETag: '"1"' })
  const second = first
    .withHeaders({ etag: '"2"', 'x-a': 'b' })
    .withCookie('a', '1')
    .withCookie('b', '2', { path: '/b' })
    .withoutCookie('c')
    .varying('Origin')
    .varying('origin', 'Accept')
  expect(first.headers).toEqual({ ETag: '"1"' })
  expect(second.header('ETAG')).toBe('"2"')
  expect(second.header('vary')).toBe('Origin, Accept')
  const cookies = second.header('Set-Cookie') as readonly string[]
  expect(cookies.map((cookie) => cookie.split(';')[0])).toEqual(['a=1', 'b=2', 'c='])
  expect(second.withBody('b')).toMatchObject({ contentType: 'text/plain', body: 'b' })
})

test.each([
  ['/pets/7?a=%20b#c', '/pets/7?a=%20b#c'],
  ['/pets/ä b', '/pets/%C3%A4%20b'],
  ['/a"<>\\b', '/a%22%3C%3E%5Cb'],
])('a redirect to %s goes to %s', (location, wanted) => {
  expect(redirect(303, location).headers).toEqual({ location: wanted })
})

test.each(['/a\r\nset-cookie: b=c', '/\ud800'])('a redirect refuses %j', (location) => {
  expect(() => redirect(302, location)).toThrow(TypeError)
})

test.each([
  ['/own?a=b', '/own?a=b'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/\t/evil.example', '/'],
  ['own', '/'],
])('a redirect within this server to %j goes to %s', (location, wanted) => {
  expect(redirectWithin(303, location).headers).toEqual({ location: wanted })
})

test('a reply whose type Accept chooses stays one, and says that it depends on it once', () => {
  const reply = new NegotiatedReply(200, ['text/a', 'text/b'], 'x', { vary: 'Accept' })
  const more = reply.withHeaders({ 'x-a': 'b' }) as NegotiatedReply
  expect(more.chosen('text/b')).toMatchObject({ contentType: 'text/b', body: 'x' })
  expect(more.chosen('text/b').headers).toEqual({ vary: 'Accept', 'x-a': 'b' })
})
