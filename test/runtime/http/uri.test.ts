// Owns the cases of URIs: the examples of RFC 3986 and RFC 6570, values that would break out, and the styles of
// OpenAPI's parameters.

import { expect, test } from 'vitest'
import { operationUri } from '../../../runtime/src/http/operation-uri.js'
import { formatUri, parseUri, resolveUri, uri } from '../../../runtime/src/http/uri.js'
import { uriTemplate } from '../../../runtime/src/http/uri-template.js'

// RFC 3986, 5.4.1 and 5.4.2, strict.
const examples =
  `g:h g:h|g http://a/b/c/g|./g http://a/b/c/g|g/ http://a/b/c/g/|/g http://a/g|//g http://g
?y http://a/b/c/d;p?y|g?y http://a/b/c/g?y|#s http://a/b/c/d;p?q#s|g#s http://a/b/c/g#s|g?y#s http://a/b/c/g?y#s
;x http://a/b/c/;x|g;x http://a/b/c/g;x|g;x?y#s http://a/b/c/g;x?y#s| http://a/b/c/d;p?q|. http://a/b/c/
./ http://a/b/c/|.. http://a/b/|../ http://a/b/|../g http://a/b/g|../.. http://a/|../../ http://a/
../../g http://a/g|../../../g http://a/g|../../../../g http://a/g|/./g http://a/g|/../g http://a/g
g. http://a/b/c/g.|.g http://a/b/c/.g|g.. http://a/b/c/g..|..g http://a/b/c/..g|./../g http://a/b/g
./g/. http://a/b/c/g/|g/./h http://a/b/c/g/h|g/../h http://a/b/c/h|g;x=1/./y http://a/b/c/g;x=1/y
g;x=1/../y http://a/b/c/y|g?y/./x http://a/b/c/g?y/./x|g#s/../x http://a/b/c/g#s/../x|http:g http:g`
    .split(/[|\n]/)
    .map((pair) => pair.split(' '))

test.each(examples)('from http://a/b/c/d;p?q, %s is %s', (reference = '', wanted) => {
  expect(resolveUri('http://a/b/c/d;p?q', reference)).toBe(wanted)
})

test.each([
  'foo://example.com:8042/over/there?name=ferret#nose',
  'urn:example:animal:ferret:nose',
  'ldap://[2001:db8::7]/c=GB?objectClass?one',
  '//h?',
  'p#',
  '',
])('%s is taken apart and put together', (text) => {
  expect(formatUri(parseUri(text))).toBe(text)
})

test.each(['a b', '/%zz', '/ä', '/a\r\nb', '/<', '1:a', 'http://a\\b'])('%j is no URI', (text) => {
  expect(() => parseUri(text)).toThrow('RFC 3986')
})

test('a builder encodes what it is given, whatever it is', () => {
  const built = uri('https://api.example.com/v1/')
    .path('pets', 'a/b?c#d', 'ä', 7)
    .query({ q: 'x&y=z', tags: ['a', 'b'], none: undefined, nil: null, yes: true })
    .query({ '[k]': '+' })
    .fragment('to p')
  expect(`${built}`).toBe(
    'https://api.example.com/v1/pets/a%2Fb%3Fc%23d/%C3%A4/7?q=x%26y%3Dz&tags=a&tags=b&yes=true&%5Bk%5D=%2B#to%20p',
  )
})

test('a builder makes relative references, hosts and resolved ones', () => {
  expect(uri().path('a', 'b').query({}).toString()).toBe('a/b')
  expect(uri('/x').scheme('http').host('::1', 8080).toString()).toBe('http://[::1]:8080/x')
  expect(uri('x').host('a@evil/b').toString()).toBe('//a%40evil%2Fb/x')
  expect(uri('http://a/b/c').resolve('../d').toString()).toBe('http://a/d')
})

test('a builder refuses what no URI can say', () => {
  expect(() => uri('/a').path('..')).toThrow('segment')
  expect(() => uri('/a').path('\ud800')).toThrow('Unicode')
  expect(() => uri().scheme('a:b')).toThrow('scheme')
})

const values = {
  count: ['one', 'two', 'three'],
  hello: 'Hello World!',
  half: '50%',
  var: 'value',
  empty: '',
  path: '/foo/bar',
  keys: { semi: ';', dot: '.', comma: ',' },
  x: '1024',
  y: '768',
}

// RFC 6570, 3.2: one of each operator and modifier.
test.each([
  ['{hello}', 'Hello%20World%21'],
  ['{half}', '50%25'],
  ['{+hello}', 'Hello%20World!'],
  ['{#path:6}here', '#/foo/bhere'],
  ['X{.var:3}', 'X.val'],
  ['{/var:1,var}', '/v/value'],
  ['{;x,y,empty}', ';x=1024;y=768;empty'],
  ['{?x,y,empty}', '?x=1024&y=768&empty='],
  ['{?undef,y}', '?y=768'],
  ['{&keys*}', '&semi=%3B&dot=.&comma=%2C'],
  ['{;count*}', ';count=one;count=two;count=three'],
  ['{keys}', 'semi,%3B,dot,.,comma,%2C'],
])('the template %s gives %s', (template, wanted) => {
  expect(uriTemplate<string>(template).expand(values)).toBe(wanted)
})

const color = { list: ['blue', 'black'], object: { R: 100, G: 200 }, one: 'blue' }

// OpenAPI 3.1, 4.8.12.4: its table of styles.
test.each([
  ['simple', false, ['blue', 'blue,black', 'R,100,G,200']],
  ['simple', true, ['blue', 'blue,black', 'R=100,G=200']],
  ['label', false, ['.blue', '.blue,black', '.R,100,G,200']],
  ['label', true, ['.blue', '.blue.black', '.R=100.G=200']],
  ['matrix', false, [';color=blue', ';color=blue,black', ';color=R,100,G,200']],
  ['matrix', true, [';color=blue', ';color=blue;color=black', ';R=100;G=200']],
] as const)('a path parameter of style %s, explode %s', (style, explode, wanted) => {
  const styles = { path: { color: { style, explode } } }
  const written = [color.one, color.list, color.object].map((value) =>
    operationUri('/x/{color}', styles, { color: value }, {}),
  )
  expect(written).toEqual(wanted.map((text) => `/x/${text}`))
})

test.each([
  ['form', false, ['color=blue', 'color=blue,black', 'color=R,100,G,200']],
  ['form', true, ['color=blue', 'color=blue&color=black', 'R=100&G=200']],
  ['spaceDelimited', false, ['color=blue', 'color=blue%20black', 'color=R%20100%20G%20200']],
  ['pipeDelimited', false, ['color=blue', 'color=blue%7Cblack', 'color=R%7C100%7CG%7C200']],
  ['deepObject', true, [null, null, 'color%5BR%5D=100&color%5BG%5D=200']],
] as const)('a query parameter of style %s, explode %s', (style, explode, wanted) => {
  const styles = { query: { color: { style, explode } } }
  const written = [color.one, color.list, color.object].map((value) =>
    operationUri('/x', styles, {}, { color: value }),
  )
  expect(written).toEqual(wanted.map((text) => (text === null ? '/x' : `/x?${text}`)))
})

test('defaults, encoding, reserved characters, and what is left out', () => {
  const styles = { query: { r: { style: 'form', explode: true, allowReserved: true } } } as const
  const query = { limit: 5n, q: 'a&b', r: 'a/b?c&%20d[]', at: new Date(0), none: undefined }
  expect(operationUri('/v1/{a}.{b}', styles, { a: 'x/y', b: 1 }, query)).toBe(
    '/v1/x%2Fy.1?limit=5&q=a%26b&r=a/b?c&%20d[]&at=1970-01-01T00%3A00%3A00.000Z',
  )
})

test.each([[{}], [{ id: '' }], [{ id: null }], [{ id: [] }], [{ id: '..' }], [{ id: '.' }]])(
  'the path values %j make no path',
  (path) => {
    expect(() => operationUri('/x/{id}', {}, path, {})).toThrow(TypeError)
  },
)

test('a name of the path that objects inherit is missing like any other', () => {
  expect(() => operationUri('/x/{constructor}', {}, {}, {})).toThrow('constructor is missing')
})

test.each([
  ['{+x}', '%a\r\nX: y', '%25a%0D%0AX:%20y'],
  ['{#x}', '50% <b>', '#50%25%20%3Cb%3E'],
  ['{+x}', '%41%c3%a9', '%41%c3%a9'],
])('%s keeps %j in the URI', (template, x, wanted) => {
  expect(uriTemplate<string>(template).expand({ x })).toBe(wanted)
})

test.each([
  ['/pets/{kind}/x', '..'],
  ['/pets{/kind}', '.'],
  ['/pets/{+kind}?a', '%2E.'],
  ['{kind}', '..'],
  ['/a{kind}/b', '/..'],
])('%s lets no value lead elsewhere', (template, kind) => {
  const parsed = uriTemplate<string>(template.replaceAll('{kind}', '{+kind}'))
  expect(() => parsed.expand({ kind })).toThrow('A segment cannot be . or ..')
  expect(parsed.expand({ kind: 'a..' })).toContain('a..')
})

test('dots of the template itself, of a query and of a fragment stay', () => {
  expect(uriTemplate('../a{?x}{#y}').expand({ x: '..', y: '/../' })).toBe('../a?x=..#/../')
})

// RFC 6570, 2.4.1: a prefix counts characters of Unicode.
test.each([
  ['{x:2}', 'a\u{1f600}b', 'a%F0%9F%98%80'],
  ['{?x:1,y}', '\u{1f600}\u{1f600}', '?x=%F0%9F%98%80&y=w'],
  ['{x:1}/{x}', '\u{1f600}b', '%F0%9F%98%80/%F0%9F%98%80b'],
  ['{x}', 'a\ud800', 'a%EF%BF%BD'],
  ['{+x:3}{#y:1}', '\udc00bcd', '%EF%BF%BDbc#w'],
  ['a{/x:1}b{', '\u{1f600}', 'a/%F0%9F%98%80b%7B'],
])('%s of %j never halves a character', (template, x, wanted) => {
  expect(uriTemplate<string>(template).expand({ x, y: 'w' })).toBe(wanted)
})
