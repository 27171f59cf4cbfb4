// Owns the table of HTTP conversations that every driver must hold alike: what is sent, what comes back.

import { Reply } from '../../runtime/src/http/reply.js'
import type { EngineRoute } from '../../runtime/src/native/engine.js'
import { route, text } from './engine-under-test.js'

export const caseRoutes: readonly EngineRoute[] = [
  route('GET', '/', () => text('hello')),
  route('GET', '/pets/{petId}', (raw) => text(`${raw.number(0)} ${raw.flag(1)} ${raw.list(2)}`), {
    params: [
      { name: 'petId', in: 'path', kind: 'integer', required: true },
      { name: 'deep', in: 'query', kind: 'boolean', required: false },
      { name: 'tag', in: 'query', kind: 'list', required: false, explode: true },
    ],
  }),
  route(
    'GET',
    '/names/{name}',
    (raw) => text(`${raw.text(0)}|${raw.text(1)}|${raw.header('x-two')}`),
    {
      params: [
        { name: 'name', in: 'path', kind: 'string', required: true },
        { name: 'X-One', in: 'header', kind: 'string', required: false },
      ],
    },
  ),
  route('POST', '/json', (raw) => text(JSON.stringify(raw.json())), {
    body: { required: true, types: ['application/json'] },
  }),
  route('POST', '/any', (raw) => text(`${raw.hasBody()} ${raw.bodyText()}`), {
    body: { required: false, types: [] },
  }),
  route('POST', '/small', (raw) => text(raw.bodyText()), {
    body: { required: false, types: [], bytesMax: 5 },
  }),
  route('POST', '/form', (raw) => text(JSON.stringify(raw.form())), {
    body: { required: false, types: ['application/x-www-form-urlencoded'] },
  }),
  route('GET', '/empty', () => new Reply(204, null, null, { Location: '/x' })),
  route('GET', '/only-json', () => new Reply(200, 'application/json', '{}', null), {
    replyTypes: ['application/json'],
  }),
  route('GET', '/async', async () => text('async')),
  route('GET', '/late', () => new Promise((done) => setTimeout(() => done(text('late')), 20))),
  route(
    'GET',
    '/bytes',
    () => new Reply(200, 'application/octet-stream', Buffer.from([0, 255, 1]), null),
  ),
  route('GET', '/unicode', () => text('žluťoučký kůň 🐎')),
  route('POST', '/secure', () => text('in'), {
    secured: true,
    body: { required: true, types: ['application/json'], bytesMax: 10 },
    admit: (raw) => (raw.header('authorization') ? null : text('who are you?', 401)),
  }),
]

export interface HttpCase {
  readonly name: string
  readonly send: string
  /** Parts that must follow each other in the answer; `<closed>` is the end of the connection. */
  readonly want: readonly string[]
}

const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`
const post = (path: string, body: string, headers = 'Content-Type: application/json\r\n'): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const chunked = (path: string, chunks: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`

const ok = 'HTTP/1.1 200 OK\n'
const bad = 'HTTP/1.1 400 Bad Request\n'
const problem = 'Content-Type: application/problem+json\n'

export const httpCases: readonly HttpCase[] = [
  {
    name: 'a plain GET',
    send: get('/'),
    want: [ok, 'Content-Type: text/plain\n', 'Date: -\n', 'Content-Length: 5\n', '\n\nhello'],
  },
  {
    name: 'HEAD has the length and no body',
    send: `HEAD / HTTP/1.1\r\nHost: x\r\n\r\n${get('/async')}`,
    want: [ok, 'Content-Length: 5\n\nHTTP/1.1 200 OK', '\n\nasync'],
  },
  {
    name: 'typed parameters',
    send: get('/pets/42?deep=true&tag=a&tag=b'),
    want: [ok, '\n\n42 true a,b'],
  },
  { name: 'absent optional parameters', send: get('/pets/7'), want: [ok, '\n\n7 false '] },
  {
    name: 'decoded text, headers joined',
    send: get('/names/J%C3%BCrgen%20A', 'x-one: 1\r\nX-Two: a\r\nx-two: b\r\n'),
    want: [ok, `\n\n${Buffer.from('Jürgen A|1|a, b').toString('latin1')}`],
  },
  {
    name: 'long parameters',
    send: get(`/names/${'n'.repeat(300)}`),
    want: [`\n\n${'n'.repeat(300)}||undefined`],
  },
  {
    name: 'a parameter of the wrong type',
    send: get('/pets/x'),
    want: [
      bad,
      problem,
      '"errors":[{"in":"path","pointer":"/petId","code":"type","message":"must be an integer"}]',
    ],
  },
  {
    name: 'an unknown path',
    send: get('/nothing') + get('/'),
    want: ['HTTP/1.1 404 Not Found\n', problem, ok, 'hello'],
  },
  {
    name: 'a method the path lacks',
    send: 'DELETE / HTTP/1.1\r\nHost: x\r\n\r\n',
    want: ['HTTP/1.1 405 Method Not Allowed\n', 'Allow: GET, HEAD, OPTIONS\n'],
  },
  {
    name: 'OPTIONS',
    send: 'OPTIONS /json HTTP/1.1\r\nHost: x\r\n\r\n',
    want: ['HTTP/1.1 204 No Content\n', 'Allow: POST, OPTIONS\n'],
  },
  {
    name: 'absolute-form, with another Host',
    send: 'GET http://a/names/x HTTP/1.1\r\nHost: b\r\n\r\n',
    want: [ok, '\n\nx|'],
  },
  {
    name: 'OPTIONS of a whole URI',
    send: 'OPTIONS http://x/json HTTP/1.1\r\nHost: x\r\n\r\n',
    want: ['HTTP/1.1 204 No Content\n', 'Allow: POST, OPTIONS\n'],
  },
  {
    name: 'OPTIONS *',
    send: 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
    want: ['HTTP/1.1 204 No Content\n'],
  },
  {
    name: 'sixteen at once',
    send: get('/').repeat(16),
    want: Array.from({ length: 16 }, () => `${ok}`),
  },
  {
    name: 'order with async between',
    send: get('/late') + get('/') + get('/async') + get('/nothing'),
    want: ['\n\nlate', '\n\nhello', '\n\nasync', 'HTTP/1.1 404'],
  },
  {
    name: 'a JSON body',
    send: post('/json', '{"a":[1,{"b":null}]}'),
    want: [ok, '\n\n{"a":[1,{"b":null}]}'],
  },
  {
    name: 'a JSON body in UTF-8',
    send: Buffer.from(post('/json', '"ž🐎"')).toString('latin1'),
    want: [ok, Buffer.from('\n\n"ž🐎"').toString('latin1')],
  },
  {
    name: 'a chunked body',
    send: chunked('/any', '3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nT: v\r\n\r\n') + get('/'),
    want: ['\n\ntrue abcdefg', '\n\nhello'],
  },
  { name: 'no body', send: post('/any', '', ''), want: ['\n\nfalse '] },
  {
    name: 'a required body is missing',
    send: post('/json', ''),
    want: [bad, '"in":"body","pointer":"","code":"required"'],
  },
  {
    name: 'a media type that is not taken',
    send: post('/json', 'a', 'Content-Type: text/plain\r\n') + get('/'),
    want: ['HTTP/1.1 415 Unsupported Media Type\n', '\n\nhello'],
  },
  {
    name: 'a content coding that nobody decodes',
    send: post('/any', 'noise', 'Content-Encoding: compress\r\n') + get('/'),
    want: ['HTTP/1.1 415 ', 'Accept-Encoding: gzip, deflate, br', '\n\nhello'],
  },
  {
    name: 'two content codings in one line',
    send: post('/any', 'noise', 'Content-Encoding: gzip, br\r\n') + get('/'),
    want: ['HTTP/1.1 415 ', '\n\nhello'],
  },
  {
    name: 'two content codings, the first of them none',
    send: post('/any', 'noise', 'Content-Encoding: identity\r\nContent-Encoding: br\r\n'),
    want: ['HTTP/1.1 415 '],
  },
  {
    name: 'the content coding that is none',
    send: post('/any', 'text', 'Content-Encoding: Identity\r\n'),
    want: [ok, '\n\ntrue text'],
  },
  { name: 'no media type', send: post('/json', '{}', ''), want: ['HTTP/1.1 415 '] },
  {
    name: 'Accept that admits nothing',
    send: get('/only-json', 'Accept: text/html\r\n'),
    want: ['HTTP/1.1 406 Not Acceptable\n'],
  },
  {
    name: 'Accept that admits',
    send: get('/only-json', 'Accept: text/html, application/*;q=0.5\r\n'),
    want: [ok],
  },
  {
    name: 'a body too large by its length, small enough to skip',
    send: post('/small', '123456') + get('/'),
    want: ['HTTP/1.1 413 Content Too Large\n', '\n\nhello'],
  },
  {
    name: 'a body too large to skip',
    send: `POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n${get('/')}`,
    want: ['HTTP/1.1 413 ', 'Connection: close\n', '<closed>'],
  },
  {
    name: 'a chunked body too large',
    send: chunked('/small', '6\r\n123456\r\n0\r\n\r\n') + get('/'),
    want: ['HTTP/1.1 413 ', 'Connection: close\n', '<closed>'],
  },
  {
    name: 'a form',
    send: post(
      '/form',
      'a=1&a=2&__proto__=%C3%BC+x',
      'Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n',
    ),
    want: [Buffer.from('{"a":["1","2"],"__proto__":["ü x"]}').toString('latin1')],
  },
  {
    name: '204 has no body',
    send: get('/empty') + get('/'),
    want: ['HTTP/1.1 204 No Content\n', 'Location: /x\n\nHTTP/1.1 200 OK'],
  },
  { name: 'bytes', send: get('/bytes'), want: ['Content-Length: 3\n\n\0ÿ\x01'] },
  {
    name: 'unicode text',
    send: get('/unicode'),
    want: [Buffer.from('žluťoučký kůň 🐎').toString('latin1')],
  },
  {
    name: 'Expect, accepted',
    send: 'POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n',
    want: ['HTTP/1.1 100 Continue\n\n'],
  },
  {
    name: 'Expect, refused',
    send: 'POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n',
    want: ['HTTP/1.1 413 ', 'Connection: close\n', '<closed>'],
  },
  {
    name: 'Connection: close',
    send: get('/', 'Connection: close\r\n') + get('/late'),
    want: [ok, 'Connection: close\n', '\n\nhello<closed>'],
  },
  {
    name: 'HTTP/1.0',
    send: 'GET / HTTP/1.0\r\n\r\n',
    want: [ok, 'Connection: close\n', 'hello<closed>'],
  },
  {
    name: 'HTTP/1.0 keep-alive',
    send: 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'.repeat(2),
    want: ['Connection: keep-alive\n', 'hello', 'Connection: keep-alive\n', 'hello'],
  },
  {
    name: 'a higher minor version is answered as the highest there is',
    send: 'GET / HTTP/1.2\r\nHost: x\r\n\r\n'.repeat(2),
    want: [ok, 'hello', ok, 'hello'],
  },
  {
    name: 'HTTP/2.0 is not spoken',
    send: 'GET / HTTP/2.0\r\nHost: x\r\n\r\n',
    want: ['HTTP/1.1 505 ', '<closed>'],
  },
  {
    name: 'an unknown transfer coding',
    send: 'POST /any HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
    want: ['HTTP/1.1 501 ', '<closed>'],
  },
  {
    name: 'Content-Length with Transfer-Encoding',
    send:
      'POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' +
      get('/'),
    want: [bad, 'Connection: close\n', '<closed>'],
  },
  { name: 'no Host', send: 'GET / HTTP/1.1\r\n\r\n', want: [bad, '<closed>'] },
  { name: 'a bare LF', send: 'GET / HTTP/1.1\nHost: x\n\n', want: [bad, '<closed>'] },
  {
    name: 'a control byte in the target',
    send: 'GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n',
    want: [bad, '<closed>'],
  },
  { name: 'a broken escape', send: get('/names/%zz'), want: [bad] },
  { name: 'a long target', send: get(`/${'a'.repeat(9000)}`), want: ['HTTP/1.1 414 ', '<closed>'] },
  {
    name: 'a huge head',
    send: get('/', `X: ${'a'.repeat(20_000)}\r\n`),
    want: ['HTTP/1.1 431 ', '<closed>'],
  },
  {
    name: 'too many headers',
    send: get('/', 'a: b\r\n'.repeat(101)),
    want: ['HTTP/1.1 431 ', '<closed>'],
  },
  { name: 'a bad chunk', send: chunked('/any', 'zz\r\n'), want: [bad, '<closed>'] },
  {
    name: 'security is asked before 415',
    send: post('/secure', 'a', ''),
    want: ['HTTP/1.1 401 Unauthorized\n', 'who are you?'],
  },
  {
    name: '415 once security let it in',
    send: post('/secure', 'a', 'Authorization: me\r\n'),
    want: ['HTTP/1.1 415 '],
  },
  {
    name: '413 once security let it in',
    send: `POST /secure HTTP/1.1\r\nHost: x\r\nAuthorization: me\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n`,
    want: ['HTTP/1.1 413 ', '<closed>'],
  },
  {
    name: 'security is asked before 413',
    send: `POST /secure HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n`,
    want: ['HTTP/1.1 401 ', '<closed>'],
  },
]
