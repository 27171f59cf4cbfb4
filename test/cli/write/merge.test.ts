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

  it('keeps the line ends of the user', () => {
    const merged = mergeTexts({ mine: 'a\r\n\r\nmine\r\n', base: 'a\n\n', made: 'b\n\n' })
    expect(merged).toEqual({ kind: 'merged', text: 'b\r\n\r\nmine\r\n' })
  })
})
