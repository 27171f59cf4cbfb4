// Owns fuzzing what reads header fields and URIs in JavaScript: cookies, ranges, dates, media types, templates.

import { parseTemplate } from 'url-template'
import { parseCookies } from '../../runtime/dist/http/cookies.js'
import { httpDate, parseHttpDate } from '../../runtime/dist/http/http-date.js'
import { parseRanges } from '../../runtime/dist/http/ranges.js'
import { setCookie } from '../../runtime/dist/http/set-cookie.js'
import { uriTemplate } from '../../runtime/dist/http/uri-template.js'

/** RFC 6265, 5.4: pairs as a client sends them. */
const names = ['a', 'b', '__proto__', 'constructor', 'toString', 'x-y']
const cookieText = ['a', 'Z', '0', '!', '%41', '%C3%A9', '=', '/', '_']

const cookies = (random) => {
  const pairs = random.many(6, () => [random.pick(names), random.text(cookieText, 6)])
  const header = pairs.map(([name, value]) => `${name}=${value}`).join('; ')
  const wanted = new Map()
  for (const [name, value] of pairs)
    if (!wanted.has(name)) wanted.set(name, decodeURIComponent(value))
  const got = parseCookies(header)
  return [
    [Object.getPrototypeOf(got), ...Object.entries(got).sort()],
    [null, ...[...wanted].sort()],
  ]
}

/** Whatever comes: an object without a prototype, of strings. */
const anyCookies = (random) => {
  const got = parseCookies(
    random.text(['a', '=', ';', ' ', '"', '%', '%zz', ',', '\t', 'é', '__proto__'], 30),
  )
  const strange = Object.values(got).filter((value) => typeof value !== 'string')
  return [
    [Object.getPrototypeOf(got), strange],
    [null, []],
  ]
}

/** What one of our answers sets comes back as it was. */
const setCookies = (random) => {
  const value = random.text(['a', ' ', ';', ',', '"', '\\', 'é', '🐎', '%', '='], 8)
  const line = setCookie('n', value, random.chance(50) ? { path: '/', secure: true } : undefined)
  return [parseCookies(line.split(';', 1)[0]).n, value]
}

/** RFC 9110, 14.1.2, range by range, with what is sent whole as the house does it. */
const plainRanges = (members, size) => {
  const found = []
  for (const [first, last] of members) {
    if (first === '' && last === '') return 'whole'
    if (first !== '' && last !== '' && BigInt(last) < BigInt(first)) return 'whole'
    const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
    const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last))
    if (from <= to && from < size) found.push({ from, to })
  }
  if (members.length === 0) return 'whole'
  if (found.length === 0) return 'unsatisfiable'
  const bytes = found.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  return found.length > 1 && bytes >= size ? 'whole' : found
}

const ranges = (random) => {
  const size = random.below(40)
  const number = () =>
    random.chance(20) ? '' : `${random.pick(['', '', '0', '9'.repeat(19)])}${random.below(50)}`
  const members = random.many(4, () => [number(), number()])
  const header = `bytes=${members.map((pair) => pair.join('-')).join(random.pick([',', ', ', ' ,']))}`
  return [parseRanges(header, size), plainRanges(members, size)]
}

const dates = (random) => {
  const ms = (random.below(4_000_000_000) + random.below(1000)) * 1000
  const text = httpDate(ms)
  return [
    [parseHttpDate(text), parseHttpDate(`${text}x`), parseHttpDate(text.slice(1))],
    [ms, null, null],
  ]
}

const operators = ['', '+', '#', '.', '/', ';', '?', '&']
const templateOf = (random) => {
  const names = () => ['a', 'b', 'c'].slice(0, 1 + random.below(3))
  const listed = () => names().map((name) => name + random.pick(['', '*', ':2']))
  const expression = () => `{${random.pick(operators)}${listed().join(',')}}`
  return random.many(3, () => random.text(['x', '/', '-', '%20'], 3) + expression()).join('')
}

const valuesOf = (random, alphabet) => {
  const value = () => random.text(alphabet, 4)
  const c = random.chance(50) ? { k: value(), l: value() } : undefined
  return { a: value(), b: random.many(3, value), c }
}

// No escapes, and no character beyond the first plane: the library cuts `{a:2}` in the middle of them.
const characters = ['a', ' ', '/', 'é', '?', '#', '&', '\r\n']

const refused = 'A segment cannot be . or ..'

const expanded = (template, values) => {
  try {
    return uriTemplate(template).expand(values)
  } catch (error) {
    if (error.message !== refused) throw error
    return refused
  }
}

/** The library is right where no value has a '%', and where no segment leads elsewhere (RFC 3986, 5.2.4). */
const templates = (random) => {
  const template = templateOf(random)
  const values = valuesOf(random, characters)
  const uri = parseTemplate(template).expand(values)
  const leadsElsewhere = /^(?:[^?#]*\/)?\.\.?(?:[/?#]|$)/.test(uri)
  return [expanded(template, values), leadsElsewhere ? refused : uri]
}

/** RFC 3986, 2: nothing else is in a URI, whatever the values are. */
const anyTemplate = (random) => {
  const got = expanded(
    templateOf(random),
    valuesOf(random, [...characters, '%', '%41', '%a', '%2e', '<', '"', '\\', '\0']),
  )
  if (got === refused) return [got, refused]
  return [
    /^(?:[!#-;=?-[\]_a-z~]|%[0-9A-Fa-f]{2})*$/.test(got) && !/%(?![0-9A-Fa-f]{2})/.test(got),
    true,
  ]
}

export const fields = {
  cookies,
  'any-cookies': anyCookies,
  'set-cookies': setCookies,
  ranges,
  dates,
  'uri-templates': templates,
  'any-uri-templates': anyTemplate,
}
