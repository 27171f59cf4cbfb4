// House rule about regular expressions: what runs over what clients and upstreams send takes time linear to it. The
// proof is the one that the compiler holds patterns of documents to; what it cannot prove is listed with its reason.

import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { judgePattern } from '../../cli/src/ir/patterns/judge.js'
import { nodesIn, type Source, sourcesIn } from './sources.js'

/** The whole literal, and why a text cannot make it look at its characters again and again. */
const reasons: Readonly<Record<string, string>> = {
  "/^([!#$%&'*+.^_`|~\\w-]+) +(.+)$/": 'one start; its first two loops share no character',
  '/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g':
    'its loop ends at the character that it starts with',
  '/\\s*;\\s*([!#$%&\'*+.^_`|~\\w-]+)=(?:"((?:[^"\\\\]|\\\\.)*)"|([!#$%&\'*+.^_`|~\\w-]+))/y':
    'sticky: one start; loops beside each other share no character',
  '/([^\\s(]+\\.cjs):(\\d+):(\\d+)/': "a stack of the developer's own process, in `nexus dev`",
  '/(?:W\\/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"/g':
    'its loop ends at the character that it starts with',
  '/^-?(?:0|[1-9]\\d{0,308})(?:\\.\\d{1,308})?(?:[eE][+-]?\\d{1,3})?$/':
    'one start; what follows a loop shares no character with it',
  '/true|false|null|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?/y':
    'sticky: one start; what follows a loop shares no character with it',
  '/^\\/(?![/\\\\])/': 'two characters',
  '/\\{([^{}]*)\\}/g': 'its loop ends at the character that it starts with',
  '/\\{([^{}]+)\\}/g': 'its loop ends at the character that it starts with',
  '/\\/\\.\\.?(\\/|$)/': 'four characters',
  '/^(age|allow|authorization|cache-control|connection|content-.*|cookie|date|expect|expires|host|keep-alive|location|max-forwards|pragma|proxy-.*|range|retry-after|set-cookie|te|trailer|transfer-encoding|upgrade|vary|warning|www-authenticate|if-.*)$/':
    'one start, one loop in each way',
  '/[^{]*(?:\\{[^}]*\\}?|$)/g': 'matches at every place: nothing is looked at twice',
  '/(\\w[\\w.%]*):([1-9]\\d{0,3})(?=[,}])/g': "a template of the application's own",
  '/%(?![0-9A-Fa-f]{2})|[^!#-;=?-[\\]_a-z~]/gu': 'three characters',
  '/^(?:([^:/?#]+):)?(?:\\/\\/([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$/s':
    'one start; each loop ends where the next part begins',
  '/\\\\(?:[pP]\\{([\\w=]{1,64})\\}|[\\s\\S])/g':
    'looks at 64 characters behind what it takes, at most',
  '/\\bno-transform\\b/i': 'twelve characters',
  '/^(W\\/)?".*"$/':
    'one start, one loop: taken back to each quote, where one more character is looked at',
  '/(^|,)\\s*text\\/(html|\\*)\\s*(;|,|$)/i': 'starts at commas, which its loops do not take',
  '/\\/+$/': 'an option of the application',
  '/nonce.*(low|used)|replacement.*underpriced|underpriced.*replace/i':
    'a message that was cut to 300 characters (messageCharsMax)',
  '/\\brevert(ed)?\\b|invalid opcode/i': 'fourteen characters',
  '/\\b(Bearer|Basic)\\s+[\\w.~+/=-]{6,}/gi': 'starts at words; its loops share no character',
  '/:\\/\\/[^\\s/@]+@/g': 'its loop does not take the slashes that it starts with',
  '/"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|-?\\d[\\d.eE+-]*/g':
    'runs over text that was parsed as JSON: every string that is begun is ended',
  '/^P(?!$)(?:\\d+W|(?:(?:\\d+Y)(?:\\d+M(?:\\d+D)?)?|\\d+M(?:\\d+D)?|\\d+D)?(?:T(?=\\d)(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S))?)$/':
    'one start; digits are looked at once for each of its few ways',
}

const isLiteral = (node: ts.Node): boolean => node.kind === ts.SyntaxKind.RegularExpressionLiteral

const literalsIn = (sources: readonly Source[]): string[] =>
  nodesIn(sources, isLiteral).map((found) => found.replace(/^[^:]*:\d+: /, ''))

const isProven = (literal: string): boolean => {
  const end = literal.lastIndexOf('/')
  const flags = /[uv]/.test(literal.slice(end)) ? 'u' : ''
  return judgePattern(literal.slice(1, end), flags).runs.by === 'regexp'
}

describe('regular expressions of the runtime', () => {
  it('are seen by this test', () => {
    const text = 'a.replace(/0+$/, b); c = /^a+$/.test(d)'
    const found = literalsIn([{ path: 'a.ts', text }])
    expect(found).toEqual(['/0+$/', '/^a+$/'])
    expect(found.map(isProven)).toEqual([false, true])
  })

  it('take linear time by proof, or by a reason', () => {
    const literals = literalsIn(sourcesIn(['runtime/src'], ['.ts']))
    expect(literals.length).toBeGreaterThan(100)
    const open = new Set(literals.filter((literal) => !isProven(literal)))
    expect([...open].filter((literal) => !Object.hasOwn(reasons, literal))).toEqual([])
    // A reason for what is not there any more, or has become provable, goes.
    expect(Object.keys(reasons).filter((literal) => !open.has(literal))).toEqual([])
  })
})
