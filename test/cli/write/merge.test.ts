// Merging texts by their lines: what one side left alone is kept, and nothing of the user's is lost.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeTexts } from '../../../cli/src/write/merge.js'

describe('merging', () => {
  const lines = fc
    .array(fc.constantFrom('a', 'b', 'c', '', '  d'), { maxLength: 8 })
    .map((each) => each.join('\n'))

  it('keeps what one side left alone, and never loses a line of the user', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, mineText, made) => {
        expect(mergeTexts({ mine: mineText, base, made: base })).toEqual({
          kind: 'merged',
          text: mineText,
        })
        expect(mergeTexts({ mine: base, base, made })).toEqual({ kind: 'merged', text: made })
        expect(mergeTexts({ mine: made, base, made })).toEqual({ kind: 'merged', text: made })
        const merged = mergeTexts({ mine: mineText, base, made })
        if (merged.kind === 'conflict') return
        const own = mineText.split('\n').filter((line) => !base.split('\n').includes(line))
        const text = merged.text.split('\n')
        for (const line of own) expect(text).toContain(line)
      }),
    )
  })

  it('has a limit, and says so', () => {
    const mine = `${'// line\n'.repeat(400_000)}b\n`
    const merged = mergeTexts({ mine, base: 'a\n', made: 'b\n' })
    expect(merged).toEqual({
      kind: 'conflict',
      diff: 'has 400002 lines, more than the 50000 that are merged (mergedLinesMax)',
    })
    const below = mine.slice(-8 * 49_990)
    expect(mergeTexts({ mine: below, base: 'a\n', made: 'a\n' })).toMatchObject({ text: below })
  })

  it('keeps the line ends of the user', () => {
    const merged = mergeTexts({ mine: 'a\r\n\r\nmine\r\n', base: 'a\n\n', made: 'b\n\n' })
    expect(merged).toEqual({ kind: 'merged', text: 'b\r\n\r\nmine\r\n' })
  })
})

describe('files as editors and systems leave them', () => {
  it('keep their byte order mark, which is no change of their first line', () => {
    const merged = mergeTexts({ mine: '\ufeffa\n\nmine\n', base: 'a\n\n', made: 'b\n\n' })
    expect(merged).toEqual({ kind: 'merged', text: '\ufeffb\n\nmine\n' })
  })

  it('keep the end of each of their lines where those differ', () => {
    const mine = 'a\r\nb\r\nmine\nc\r\n'
    const merged = mergeTexts({ mine, base: 'a\nb\nc\n', made: 'a\nb\nc\nd\n' })
    expect(merged).toEqual({ kind: 'merged', text: 'a\r\nb\r\nmine\nc\r\nd\r\n' })
  })

  it('keep them where the compiler adds a line that is there again further down', () => {
    const mine = 'a\r\n b\n X\r\n c\n d\r\n }\r\n'
    const base = 'a\n b\n c\n d\n }\n'
    expect(mergeTexts({ mine, base, made: base.replace('a\n', 'a\n }\n') })).toEqual({
      kind: 'merged',
      text: mine.replace('a\r\n', 'a\r\n }\r\n'),
    })
  })
})

describe('a hook that the compiler adds behind those that the user wrote', () => {
  const head = ["import type { Security } from '#generated/app'", '', 'export const security = {']
  const file = (...members: string[]): string =>
    [...head, ...members, '} satisfies Security', ''].join('\n')
  const [a, b, c] = ['a', "'b-c'", 'd'].map((key) => [`  // about ${key}`, `  ${key}: () => null,`])
  const stubs = (...each: (readonly string[] | undefined)[]) =>
    file(...each.flatMap((one) => one ?? []))
  const real = ['  a: async ({ key }) => {', '    return find(key)', '  },']

  it('is added, with what is said of it', () => {
    const merged = mergeTexts({ mine: file(...real), base: stubs(a), made: stubs(a, b) })
    expect(merged).toEqual({ kind: 'merged', text: file(...real, ...(b ?? [])) })
  })

  it.each([
    ['a property', "  'b-c': ({ key }) => find(key),"],
    ['in double quotes', '  "b-c": find,'],
    ['a method', "  async 'b-c'({ key }) {\n    return null\n  },"],
  ])('is left out where it is there already: %s', (_, own) => {
    const mine = file(...real, own)
    expect(mergeTexts({ mine, base: stubs(a), made: stubs(a, b) })).toEqual({
      kind: 'merged',
      text: mine,
    })
  })

  it.each([
    ['a member of an object within', ['  a: ask({', '    d: key,', "    'b-c'() {},", '  }),'], []],
    ['a member of another list', real, ['', 'const other = {', "  'b-c': 1,", '  d,', '}']],
  ])('is added where what has its name is %s', (_, mine, behind) => {
    const text = (...members: string[]) => [file(...members), ...behind].join('\n')
    expect(mergeTexts({ mine: text(...mine), base: stubs(a), made: stubs(a, b, c) })).toEqual({
      kind: 'merged',
      text: text(...mine, ...(b ?? []), ...(c ?? [])),
    })
  })

  it('is added where another one of the same generation is there already', () => {
    const mine = file(...real, '  d,')
    expect(mergeTexts({ mine, base: stubs(a), made: stubs(a, b, c) })).toEqual({
      kind: 'merged',
      text: file(...real, '  d,', ...(b ?? [])),
    })
  })

  it.each([
    [
      'the list does not go on behind what the user wrote',
      file('  a: find'),
      stubs(a),
      stubs(a, b),
    ],
    ['the compiler takes one away', file(...real), stubs(a, b), stubs(b, c)],
    ['it adds one in the middle', file(...real), stubs(a), stubs(b, a)],
    ['it adds something else', file(...real), stubs(a), stubs(a, ['  b: other(),'])],
  ])('is a conflict where %s', (_, mine, base, made) => {
    expect(mergeTexts({ mine, base, made }).kind).toBe('conflict')
  })
})
