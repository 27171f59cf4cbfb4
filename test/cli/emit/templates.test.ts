// Proves that templates print only `Code`: no triple stash, no raw strings.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  Code,
  code,
  comment,
  ident,
  json,
  literalKey,
  str,
} from '../../../cli/src/emit/code/code.js'
import { render } from '../../../cli/src/emit/code/template.js'

const folder = 'templates/generated'
const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.hbs'),
)

describe('templates', () => {
  test.each(templates)('%s has no unescaped stash and begins with the name of its view', (path) => {
    const text = readFileSync(join(folder, path), 'utf8')
    expect(text).not.toContain('{{{')
    expect(text).not.toMatch(/\{\{\s*&/)
    expect(text).toMatch(/^\{\{!-- \w+/)
  })

  test('a raw string is refused', () => {
    expect(() => render('contract', { madeFrom: '// x' })).toThrow('not Code')
    expect(render('contract', { madeFrom: Code.of('// x') })).toContain('// x')
  })
})

describe('code', () => {
  test('takes no raw text', () => {
    expect(() => code`${'x' as unknown as Code}`).toThrow(TypeError)
  })

  test.each(['a b', '', '1a', 'a-b', 'a;b', 'é', 'a\n'])('ident refuses %j', (name) => {
    expect(() => ident(name)).toThrow(TypeError)
  })

  test.each([
    "'",
    '\\',
    '\n',
    '\r',
    '\u2028',
    '\u2029',
    '\0',
    '\ud800',
    '\u202e',
    '`$\u007bx}`',
    '</script>',
    "\\'",
    '*/',
  ])('str keeps %j', (text) => {
    const literal = str(text).text
    expect(new Function(`return ${literal}`)()).toBe(text)
    expect(literal).toMatch(/^'[\x20-\x7e]*'$/)
  })

  test('a member called __proto__ stays a member', () => {
    const value = new Function(`return ${json(JSON.parse('{"__proto__":{"x":1},"a":1}')).text}`)()
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
    expect(value.x).toBeUndefined()
    expect(literalKey('__proto__').text).toBe("['__proto__']")
  })

  test.each(['a */ b', '*/*/', '/* x', 'a\u2028*/', '@internal', ' *\n/ x', '\\*/'])(
    'comment holds %j',
    (text) => {
      const printed = comment(text).text
      expect(printed.indexOf('*/')).toBe(printed.trimEnd().length - 2)
      expect(printed.slice(3)).not.toContain('/*')
    },
  )
})
