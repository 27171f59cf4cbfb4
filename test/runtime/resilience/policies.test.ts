// Time limits, retries, the budget, and the order in which they stand around a call.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  backoffMs,
  CircuitBreaker,
  CircuitOpenError,
  circuitBreakerDefaults,
  type GuardOptions,
  guarded,
  RetryBudget,
  retry,
  TimeoutError,
  withTimeout,
} from '../../../runtime/src/resilience/index.js'
import { VirtualClock } from './virtual-clock.js'

const never = <T>() => new Promise<T>(() => {})
const again = { retry: true } as const

/** How a promise stands now. */
const watch = (promise: Promise<unknown>) => {
  const seen: { value?: unknown; error?: unknown } = {}
  promise.then(
    (value) => Object.assign(seen, { value }),
    (error) => Object.assign(seen, { error }),
  )
  return seen
}

describe('withTimeout', () => {
  it('rejects and aborts the work when time is up, even if the work does not care', async () => {
    const clock = new VirtualClock()
    let inner: AbortSignal | undefined
    const work = (signal: AbortSignal) => {
      inner = signal
      return never<number>()
    }
    const seen = watch(withTimeout(work, { timeoutMs: 50, clock }))
    await clock.advance(49)
    expect(seen).toEqual({})
    await clock.advance(1)
    expect(seen.error).toBeInstanceOf(TimeoutError)
    expect(inner?.aborted).toBe(true)
    expect(clock.armed).toBe(0)
  })

  it('leaves no timer behind, however the work ends', async () => {
    const clock = new VirtualClock()
    const thrown = () => {
      throw new Error('at once')
    }
    expect(await withTimeout(async () => 1, { timeoutMs: 50, clock })).toBe(1)
    await expect(withTimeout(thrown, { timeoutMs: 50, clock })).rejects.toThrow('at once')
    const controller = new AbortController()
    const seen = watch(withTimeout(never, { timeoutMs: 50, clock, signal: controller.signal }))
    controller.abort('left')
    await clock.advance(0)
    expect(seen.error).toBe('left')
    expect(clock.armed).toBe(0)
  })
})

describe('retry', () => {
  it('waits with full jitter, and gives up with the last error', async () => {
    const clock = new VirtualClock()
    const starts: number[] = []
    const call = async (attempt: number) => {
      starts.push(clock.now())
      throw new Error(`attempt ${attempt}`)
    }
    const backoff = { initialDelayMs: 100, maxDelayMs: 1_000, multiplier: 2 }
    const seen = watch(
      retry(call, { maxAttempts: 4, judge: () => again, backoff, clock, random: () => 0.5 }),
    )
    await clock.advance(10_000)
    expect(starts).toEqual([0, 50, 150, 350])
    expect(seen.error).toEqual(new Error('attempt 4'))
    expect(clock.armed).toBe(0)
  })

  it('keeps every wait between zero and its bound', () => {
    const options = { initialDelayMs: 100, maxDelayMs: 2_000, multiplier: 2 }
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const wait = backoffMs(options, attempt, random)
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(Math.min(2_000, 100 * 2 ** (attempt - 1)))
        },
      ),
    )
  })

  it('waits as long as the upstream asks, unless that is too long', async () => {
    const clock = new VirtualClock()
    const starts: number[] = []
    const call = (afterMs: number) =>
      retry(
        async () => {
          starts.push(clock.now())
          throw new Error('busy')
        },
        { maxAttempts: 2, judge: () => ({ retry: true, afterMs }), clock, random: () => 0 },
      )
    watch(call(1_500))
    await clock.advance(5_000)
    expect(starts).toEqual([0, 1_500])
    watch(call(60_000))
    await clock.advance(100_000)
    expect(starts).toHaveLength(3)
  })

  it('stops at an error that will not pass, and when the caller leaves', async () => {
    const clock = new VirtualClock()
    let calls = 0
    const call = async () => {
      calls++
      throw new Error('no')
    }
    const lasting = watch(retry(call, { maxAttempts: 5, judge: () => ({ retry: false }), clock }))
    await clock.advance(1_000)
    expect([calls, lasting.error]).toEqual([1, new Error('no')])
    const controller = new AbortController()
    const options = {
      maxAttempts: 5,
      judge: () => again,
      clock,
      signal: controller.signal,
      random: () => 0.99,
    }
    const left = watch(retry(call, options))
    await clock.advance(0)
    controller.abort('left')
    await clock.advance(10_000)
    expect([calls, left.error, clock.armed]).toEqual([2, 'left', 0])
  })
})

describe('a retry budget', () => {
  it('never gives more than it earned', () => {
    const step = fc.constantFrom<'earn' | 'take' | number>('earn', 'take', 'take', 5, 100, 1_000)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const clock = new VirtualClock()
        const budget = new RetryBudget({ ratio: 0.2, minPerSecond: 2, tokensMax: 5, clock })
        let calls = 0
        let retries = 0
        for (const action of steps) {
          if (action === 'earn') {
            calls++
            budget.earn()
          } else if (action === 'take') retries += budget.take() ? 1 : 0
          else clock.skip(action)
          const earned = 5 + 0.2 * calls + (2 * clock.now()) / 1_000
          expect(retries).toBeLessThanOrEqual(earned + 1e-9)
        }
      }),
    )
  })

  it('ends retries when it is spent', async () => {
    const clock = new VirtualClock()
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 0, tokensMax: 2, clock })
    let calls = 0
    const call = async () => {
      calls++
      throw new Error('down')
    }
    watch(retry(call, { maxAttempts: 10, judge: () => again, budget, clock, random: () => 0 }))
    await clock.advance(100)
    expect(calls).toBe(3)
  })
})

describe('policies around a call', () => {
  const setup = (more: Partial<GuardOptions> = {}) => {
    const clock = new VirtualClock()
    const breaker = new CircuitBreaker({
      name: 'upstream',
      ...circuitBreakerDefaults,
      minimumNumberOfCalls: 4,
      clock,
    })
    const options: GuardOptions = {
      breaker,
      deadlineMs: 1_000,
      perTryTimeoutMs: 300,
      maxAttempts: 3,
      backoff: { initialDelayMs: 100, maxDelayMs: 100, multiplier: 1 },
      judge: (error) => ({
        outcome: 'failure',
        retry: { retry: !(error instanceof CircuitOpenError) },
      }),
      clock,
      random: () => 0.99,
      ...more,
    }
    return { clock, breaker, options }
  }

  it('count each try in the breaker, and end with the deadline', async () => {
    const { clock, breaker, options } = setup({ maxAttempts: 9, deadlineMs: 700 })
    const attempts: [number, number][] = []
    const seen = watch(
      guarded((_, attempt) => {
        attempts.push([attempt, clock.now()])
        return never()
      }, options),
    )
    await clock.advance(2_000)
    expect(attempts).toEqual([
      [1, 0],
      [2, 399],
    ])
    expect(seen.error).toEqual(new TimeoutError(700))
    expect(breaker.state).toBe('closed')
    expect(clock.armed).toBe(0)
  })

  it('do not call at all while the circuit is open', async () => {
    const { clock, breaker, options } = setup()
    for (let call = 0; call < 4; call++) breaker.fail(breaker.enter())
    let calls = 0
    const seen = watch(
      guarded(async () => {
        calls++
      }, options),
    )
    await clock.advance(0)
    expect(seen.error).toBeInstanceOf(CircuitOpenError)
    expect(calls).toBe(0)
  })

  it('hold nothing against the upstream when the caller leaves', async () => {
    const { clock, breaker, options } = setup({ maxAttempts: 1 })
    for (let call = 0; call < 20; call++) {
      const controller = new AbortController()
      const seen = watch(guarded(() => never(), options, controller.signal))
      await clock.advance(1)
      controller.abort('left')
      await clock.advance(1)
      expect(seen.error).toBe('left')
    }
    expect(breaker.state).toBe('closed')
    expect(clock.armed).toBe(0)
  })
})
