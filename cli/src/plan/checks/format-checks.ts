// Owns the compiler's own judgement of `format`, for values that no generated validator sees: answers of servers that are
// asked (`nexus conform`). The compiler does not import the runtime: a test holds these functions against its own.

import { type CheckedFormat, isCheckedFormat } from '../../ir/formats.js'
import type { JsonValue, Schema } from '../../ir/schema.js'

/** Whether a value is of the format that a schema names, as generated validators check it. */
export const formatFits = ({ format }: Schema, value: JsonValue): boolean => {
  if (typeof value === 'number') return format !== 'int32' || isInt32(value)
  return typeof value !== 'string' || !isCheckedFormat(format) || formatChecks[format](value)
}

const isInt32 = (value: number): boolean => value >= -2147483648 && value <= 2147483647

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** full-date of RFC 3339, 5.6: `2024-02-29`. */
const isDate = (text: string): boolean => {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (!match) return false
  const month = Number(match[2])
  const day = Number(match[3])
  const days = month === 2 && isLeap(Number(match[1])) ? 29 : daysOf[month - 1]
  return days !== undefined && day >= 1 && day <= days
}

/** full-time of RFC 3339, 5.6, with its offset; second 60 only where a leap second can be. */
const isTime = (text: string): boolean => {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):(\d\d))$/i.exec(text)
  if (!match) return false
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const offsetHour = Number(match[5] ?? 0)
  const offsetMinute = Number(match[6] ?? 0)
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false
  if (second <= 59) return true
  const sign = match[4] === '-' ? -1 : 1
  const utc = hour * 60 + minute - sign * (offsetHour * 60 + offsetMinute)
  return second === 60 && ((utc % 1440) + 1440) % 1440 === 1439
}

/** date-time of RFC 3339, 5.6: `2024-02-29T10:00:00Z`. */
const isDateTime = (text: string): boolean => {
  const separator = text.charCodeAt(10)
  if (separator !== 84 && separator !== 116) return false
  return isDate(text.slice(0, 10)) && isTime(text.slice(11))
}

/** duration of RFC 3339, appendix A: `P3DT12H`, `P2W`. */
const isDuration = (text: string): boolean =>
  /^P(?!$)(?:\d+W|(?:(?:\d+Y)(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?=\d)(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/.test(
    text,
  )

const isHostLabel = (label: string): boolean =>
  label.length >= 1 &&
  label.length <= 63 &&
  /^[a-z0-9-]+$/i.test(label) &&
  !label.startsWith('-') &&
  !label.endsWith('-')

/** Host name of RFC 1123, 2.1. */
const isHostname = (text: string): boolean =>
  text.length <= 253 && text.split('.').every(isHostLabel)

const isDotString = (text: string): boolean =>
  text.split('.').every((atom) => /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+$/i.test(atom))

const isQuotedString = (text: string): boolean => /^"(?:[ !#-[\]-~]|\\[ -~])*"$/.test(text)

/** Mailbox of RFC 5321, 4.1.2: a dot-string or a quoted string before the last `@`. */
const isEmail = (text: string): boolean => {
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64) return false
  const local = text.slice(0, at)
  if (!isQuotedString(local) && !isDotString(local)) return false
  const domain = text.slice(at + 1)
  if (domain.startsWith('[') && domain.endsWith(']')) return isAddressLiteral(domain.slice(1, -1))
  return isHostname(domain)
}

const isAddressLiteral = (text: string): boolean =>
  isIpv4(text) || (/^ipv6:/i.test(text) && isIpv6(text.slice(5)))

/** dotted-quad of RFC 2673, 3.2, without leading zeros. */
const isIpv4 = (text: string): boolean =>
  /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/.test(text)

/** IPv6 address of RFC 4291, 2.2, without a zone. */
const isIpv6 = (text: string): boolean => {
  if (text.length > 45 || text.length < 2) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const all = groups.flat()
  const last = all.at(-1)
  const dotted = last?.includes('.') === true && !text.endsWith('::')
  if (dotted && !isIpv4(last)) return false
  const hex = dotted ? all.slice(0, -1) : all
  if (!hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  const count = hex.length + (dotted ? 2 : 0)
  return halves.length === 2 ? count <= 7 : count === 8
}

/** UUID of RFC 9562, 4: hexadecimal groups of 8-4-4-4-12. */
const isUuid = (text: string): boolean =>
  text.length === 36 && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)

const uriText = /^(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/

const isAuthority = (authority: string): boolean => {
  const at = authority.lastIndexOf('@')
  const user = authority.slice(0, Math.max(at, 0))
  const hostPort = authority.slice(at + 1)
  if (/[[\]@#/?]/.test(user)) return false
  if (hostPort.startsWith('[')) {
    const end = hostPort.indexOf(']')
    const literal = hostPort.slice(1, end)
    const isFuture = /^v[0-9a-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+$/i.test(literal)
    return end > 0 && (isIpv6(literal) || isFuture) && /^(?::\d*)?$/.test(hostPort.slice(end + 1))
  }
  return !/[[\]]/.test(hostPort) && /^[^:]*(?::\d*)?$/.test(hostPort)
}

/** URI reference of RFC 3986, 4.1: absolute or relative. */
const isUriReference = (text: string): boolean => {
  if (!uriText.test(text)) return false
  const hash = text.indexOf('#')
  if (hash >= 0 && /[#[\]]/.test(text.slice(hash + 1))) return false
  const beforeFragment = hash >= 0 ? text.slice(0, hash) : text
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(beforeFragment)?.[0] ?? ''
  const rest = beforeFragment.slice(scheme.length)
  if (!rest.startsWith('//')) {
    const firstSegment = rest.split(/[/?]/, 1)[0] ?? ''
    return !/[[\]]/.test(rest) && (scheme !== '' || !firstSegment.includes(':'))
  }
  const authority = rest.slice(2).split(/[/?]/, 1)[0] ?? ''
  return isAuthority(authority) && !/[[\]]/.test(rest.slice(2 + authority.length))
}

/** URI of RFC 3986, 3: with a scheme. */
const isUri = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && isUriReference(text)

/** Properties of Unicode that were met and exist: a few hundred, each in a few spellings. */
const properties = new Set<string>()

const isProperty = (name: string): boolean => {
  if (!properties.has(name)) {
    if (!isExpression(`\\p{${name}}`)) return false
    properties.add(name)
  }
  return true
}

const isExpression = (text: string): boolean => {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}

/**
 * Regular expression of ECMA-262 in Unicode mode. V8 makes the set of each `\p{...}` anew, for half a millisecond: each
 * name is asked of it once, and `\d`, which stands wherever it may, is read in its place.
 */
const isRegex = (text: string): boolean => {
  let known = true
  const plain = text.replace(/\\(?:[pP]\{([\w=]{1,64})\}|[\s\S])/g, (part, name?: string) => {
    if (name === undefined) return part
    known &&= isProperty(name)
    return '\\d'
  })
  return known && isExpression(plain)
}

/** Base64 of RFC 4648, 4, with its padding. */
const isByte = (text: string): boolean =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)

/** RFC 6901 JSON pointer. */
const isJsonPointer = (text: string): boolean => /^(?:\/(?:[^~/]|~[01])*)*$/.test(text)

const decimalNotation = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/

/** Characters of a decimal. */
const decimalCharsMax = 400

/** A number as JSON writes it (RFC 8259, 6), of at most 400 characters. */
const isDecimal = (text: string): boolean =>
  text.length <= decimalCharsMax && decimalNotation.test(text)

/** By the value of `format`. */
export const formatChecks: Readonly<Record<CheckedFormat, (text: string) => boolean>> = {
  'date-time': isDateTime,
  date: isDate,
  time: isTime,
  duration: isDuration,
  email: isEmail,
  hostname: isHostname,
  ipv4: isIpv4,
  ipv6: isIpv6,
  uri: isUri,
  'uri-reference': isUriReference,
  uuid: isUuid,
  regex: isRegex,
  byte: isByte,
  'json-pointer': isJsonPointer,
  decimal: isDecimal,
}
