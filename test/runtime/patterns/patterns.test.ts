// Proves that expressions are decided as ECMA-262 says, and that what would cost too much is refused.

import { Script } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import { checkAnswers, checkedAnswer } from '../../../runtime/src/app/answer-checks.js'
import type { OperationDefinition } from '../../../runtime/src/app/definition.js'
import { linearPattern, type Pattern, timedPattern } from '../../../runtime/src/patterns/index.js'
import { decodeMessage, RefusedMessage } from '../../../runtime/src/realtime/websocket/codec.js'
import { Issues } from '../../../runtime/src/validate/issues.js'

const undecided = {
  in: 'body',
  pointer: '',
  code: 'pattern',
  message: 'takes too long to be held against its pattern',
}

/** Matches, does not, or nobody knows: in a validation of its own. */
const asked = (pattern: Pattern, text: string): boolean | null => {
  const issues = new Issues()
  const found = pattern.test(text, issues)
  return issues.count === 0 ? found : null
}

/** A machine that is busy elsewhere may take all the time of a validation: it is decided in one of the next. */
const decided = (pattern: Pattern, text: string): boolean => {
  let found: boolean | null
  do found = asked(pattern, text)
  while (found === null)
  return found
}

describe('a linear pattern', () => {
  test('asks for all, and for none', () => {
    const pattern = linearPattern(['\\A(?:.*[a-z])', '\\A.{2,}\\z'], ['\\A(?:no)'])
    expect(['ab', 'a', '12', 'nob', 'yes'].map((each) => asked(pattern, each))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ])
  })

  test('refuses what is too long for it, and too many in one validation', () => {
    const pattern = linearPattern(['\\A[ab]*a[ab]{400}\\z'])
    const fits = 'a'.repeat(5_000)
    expect(asked(pattern, 'a'.repeat(1_000_000))).toBe(null)
    const issues = new Issues()
    for (let i = 0; i < 10; i++) pattern.test(fits, issues, i)
    const first = issues.list[0]?.pointer ?? ''
    expect(Number(first.slice(1))).toBeGreaterThan(0)
    expect(issues.list).toEqual([{ ...undecided, pointer: first }])
    // What one client sends takes nothing from the next.
    expect(asked(pattern, fits)).toBe(true)
    issues.reset()
    expect(pattern.test(fits, issues)).toBe(true)
    expect(issues.count).toBe(0)
  })

  test('does not backtrack', () => {
    expect(asked(linearPattern(['\\A(?:a|a)*b\\z']), 'a'.repeat(100_000))).toBe(false)
  })
})

describe('a timed pattern', () => {
  test('matches as it says', () => {
    const pattern = timedPattern('^(.+)-\\1$', 'u')
    expect(decided(pattern, 'abcdefghij-abcdefghij')).toBe(true)
    expect(decided(pattern, 'abcdefghij-abcdefghik')).toBe(false)
    expect(asked(pattern, 'a-a')).toBe(true)
  })

  test('gives up, for all of its kind in this validation and not in the next', () => {
    const endless = timedPattern('^(a+)+\\1b$', 'u')
    const other = timedPattern('^(.+)-\\1$', 'u')
    const issues = new Issues()
    // Without a limit of time this would not end.
    for (let i = 0; i < 1_000; i++) endless.test('a'.repeat(60), issues)
    expect(issues.list).toEqual([undecided])
    issues.cut(0)
    other.test('abcdefghij-abcdefghij', issues)
    expect(issues.list).toEqual([undecided])
    expect(decided(other, 'abcdefghij-abcdefghij')).toBe(true)
  })

  /** As where other processes have the machine: the clock ends a try that has computed nothing. */
  const interrupted = (times: number) => {
    const real = Script.prototype.runInContext
    let left = times
    return vi.spyOn(Script.prototype, 'runInContext').mockImplementation(function (
      this: Script,
      ...parts
    ) {
      if (left-- > 0)
        throw Object.assign(new Error('timed out'), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' })
      return real.apply(this, parts)
    })
  }

  test('tries a text again that was not given the time to be matched', () => {
    const pattern = timedPattern('^(.+)-\\1$', 'u')
    // The last try may really be interrupted, but not each time.
    const rounds = Array.from({ length: 50 }, () => {
      const run = interrupted(2)
      try {
        return asked(pattern, 'abcdefghij-abcdefghij')
      } finally {
        run.mockRestore()
      }
    })
    expect(new Set(rounds.filter((found) => found !== null))).toEqual(new Set([true]))
  })

  test('counts no more time than went by where other threads of the process are busy', async () => {
    vi.stubGlobal('process', Object.create(process, { threadCpuUsage: { value: undefined } }))
    let user = 0
    const busy = vi.spyOn(process, 'cpuUsage').mockImplementation(() => {
      user += 1_000_000
      return { user, system: 0 }
    })
    try {
      vi.resetModules()
      const fresh = await import('../../../runtime/src/patterns/timed.js')
      const pattern = fresh.timedPattern('^(.+)-\\1$', 'u')
      const issues = new Issues()
      expect(pattern.test('abcdefghij-abcdefghij', issues)).toBe(true)
      expect(busy).toHaveBeenCalled()
      expect(issues.spent.ms).toBeLessThan(1_000)
    } finally {
      busy.mockRestore()
      vi.unstubAllGlobals()
    }
  })

  test('tries no text for ever', () => {
    const pattern = timedPattern('^(.+)-\\1$', 'u')
    const run = interrupted(1_000)
    try {
      expect(asked(pattern, 'abcdefghij-abcdefghij')).toBe(null)
      expect(run).toHaveBeenCalledTimes(3)
    } finally {
      run.mockRestore()
    }
  })
})

describe('a message and an answer of which nobody knows', () => {
  const costly = linearPattern(['\\A[ab]*a[ab]{400}\\z'])
  /** As validators of `not: { pattern }` do. */
  const excluded = (value: unknown, issues: Issues): void => {
    const before = issues.count
    if (!costly.test(String(value), issues)) issues.add('pattern', 'must match')
    if (issues.count === before) issues.add('not', 'must not match')
    else issues.cut(before)
  }
  const long = JSON.stringify('a'.repeat(100_000))

  test('close a socket with 1008', () => {
    const schemas = { receive: excluded, send: null }
    const refused = decodeMessage(Buffer.from(long), false, schemas, 10)
    expect(refused).toEqual(new RefusedMessage(1008, undecided.message))
    expect(decodeMessage(Buffer.from('"b"'), false, schemas, 10)).toBe('b')
  })

  test('fail as answers that do not fit', () => {
    const spec = { contentType: 'application/json', write: JSON.stringify }
    const definition = { replies: { 200: spec } } as unknown as OperationDefinition
    checkAnswers([{ definition, checks: { 200: excluded } }])
    expect(checkedAnswer(spec, '"b"', 'answer 200 of a')).toBe('"b"')
    expect(() => checkedAnswer(spec, long, 'answer 200 of a')).toThrow(undecided.message)
  })
})

describe('what nobody knows', () => {
  test('stays where a branch is forgotten, below the place it was found in', () => {
    const issues = new Issues()
    issues.add('type', 'must be a string')
    issues.undecided('pattern', 'why', 'a')
    issues.add('type', 'must be a string')
    issues.cut(1)
    issues.within(1, 'list')
    expect(issues.count).toBe(2)
    issues.cut(0)
    expect(issues.count).toBe(1)
    expect(issues.list.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/list/a pattern',
    ])
  })

  test('is found also behind all that is kept', () => {
    const issues = new Issues()
    for (let i = 0; i < 40; i++) issues.add('type', 'must be a string')
    issues.undecided('pattern', 'why')
    issues.cut(0)
    expect([issues.count, issues.list.map(({ code }) => code)]).toEqual([1, ['pattern']])
  })
})
