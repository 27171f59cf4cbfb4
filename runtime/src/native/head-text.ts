// Owns looking things up in the text of a request head that native code has already parsed and accepted.

import { withoutBlanks } from '../text/blanks.js'

/** Path and query of the request target, as received; of one in absolute form (RFC 9112, 3.2.2) too. */
export const targetOf = (head: string): string => {
  const from = head.indexOf(' ') + 1
  const target = head.slice(from, head.indexOf(' ', from))
  const scheme = target.charCodeAt(0) === slash ? -1 : target.indexOf('://')
  return scheme < 0 ? target : withoutAuthority(target.slice(scheme + 3))
}

const withoutAuthority = (rest: string): string => {
  const end = rest.search(/[/?]/)
  if (end < 0) return '/'
  return rest.charCodeAt(end) === slash ? rest.slice(end) : `/${rest.slice(end)}`
}

const slash = 47

/** The method, as received (a head may begin with an empty line). */
export const methodOf = (head: string): string => head.slice(0, head.indexOf(' ')).trimStart()

/** The minor version; the parser takes no other major one. */
export const versionOf = (head: string): '1.0' | '1.1' => {
  const target = head.indexOf(' ') + 1
  const version = head.indexOf(' ', target) + 1
  return head.startsWith('HTTP/1.0', version) ? '1.0' : '1.1'
}

/**
 * Values of a header by its lower-case name, joined with `, ` (RFC 9110, 5.3), cookies with `; ` (RFC 9113, 8.2.3);
 * undefined without it.
 */
export const headerOf = (head: string, name: string): string | undefined => {
  const separator = name === 'cookie' ? '; ' : ', '
  let value: string | undefined
  let from = head.indexOf('\n', head.indexOf(' ')) + 1
  while (from < head.length) {
    const end = lineEnd(head, from)
    if (head.charCodeAt(from + name.length) === colon && matches(head, from, name)) {
      const text = withoutBlanks(head.slice(from + name.length + 1, end))
      value = value === undefined ? text : `${value}${separator}${text}`
    }
    from = end + 2
  }
  return value
}

const colon = 58

const lineEnd = (head: string, from: number): number => {
  const end = head.indexOf('\r', from)
  return end < 0 ? head.length : end
}

const matches = (head: string, from: number, name: string): boolean =>
  head.slice(from, from + name.length).toLowerCase() === name
