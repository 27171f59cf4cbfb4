// Proves that expressions are decided as ECMA-262 says, and given up when their time is over.

import { describe, expect, test } from 'vitest'
import { linearPattern, timedPattern } from '../../../runtime/src/patterns/index.js'

/** A turn of the event loop later, time has been given again. */
const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(() => setImmediate(done)))

const matching = async (test: () => boolean): Promise<void> => {
  do await nextTurn()
  while (!test())
}

describe('a linear pattern', () => {
  test('asks for all, and for none', () => {
    const pattern = linearPattern(['\\A(?:.*[a-z])', '\\A.{2,}\\z'], ['\\A(?:no)'])
    expect(['ab', 'a', '12', 'nob', 'yes'].map((each) => pattern.test(each))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ])
  })

  test('refuses what is too long for it, and too many in one turn', async () => {
    await nextTurn()
    const pattern = linearPattern(['\\A[ab]*a[ab]{400}\\z'])
    const fits = 'a'.repeat(5_000)
    expect(pattern.test('a'.repeat(1_000_000))).toBe(false)
    expect(pattern.test(fits)).toBe(true)
    for (let i = 0; i < 10; i++) pattern.test(fits)
    expect(pattern.test(fits)).toBe(false)
    await nextTurn()
    expect(pattern.test(fits)).toBe(true)
  })

  test('does not backtrack', async () => {
    await nextTurn()
    expect(linearPattern(['\\A(?:a|a)*b\\z']).test('a'.repeat(100_000))).toBe(false)
  })
})

describe('a timed pattern', () => {
  // A machine that is busy elsewhere may take the time of a turn: it matches in one of the next.
  test('matches as it says', async () => {
    const pattern = timedPattern('^(.+)-\\1$', 'u')
    await matching(() => pattern.test('abcdefghij-abcdefghij'))
    expect(pattern.test('abcdefghij-abcdefghik')).toBe(false)
    expect(pattern.test('a-a')).toBe(true)
  })

  test('gives up, for all of its kind in this turn and not in the next', async () => {
    await nextTurn()
    const endless = timedPattern('^(a+)+\\1b$', 'u')
    const other = timedPattern('^(.+)-\\1$', 'u')
    // Without a limit of time this would not end.
    for (let i = 0; i < 1_000; i++) expect(endless.test('a'.repeat(60))).toBe(false)
    expect(other.test('abcdefghij-abcdefghij')).toBe(false)
    await matching(() => other.test('abcdefghij-abcdefghij'))
  })
})
