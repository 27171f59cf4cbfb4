// The circuit breaker against a model that keeps every call in a list.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CircuitBreaker,
  CircuitOpenError,
  type CircuitState,
  type Permit,
} from '../../../runtime/src/resilience/index.js'
import { VirtualClock } from './virtual-clock.js'

const options = {
  name: 'upstream',
  failureRateThreshold: 0.5,
  minimumNumberOfCalls: 4,
  consecutiveFailuresThreshold: 5,
  windowMs: 1_000,
  openMs: 100,
  maxOpenMs: 400,
  permittedCallsInHalfOpen: 2,
  maxHalfOpenMs: 300,
}

const breakerAt = (clock: VirtualClock) => new CircuitBreaker({ ...options, clock })

const open = (breaker: CircuitBreaker) => {
  const permits = Array.from({ length: 4 }, () => breaker.enter())
  for (const permit of permits) breaker.fail(permit)
}

describe('a circuit breaker', () => {
  it('opens at the failure rate, not before the minimum of calls', () => {
    const breaker = breakerAt(new VirtualClock())
    for (const failed of [true, true, false]) {
      const permit = breaker.enter()
      if (failed) breaker.fail(permit)
      else breaker.succeed(permit)
      expect(breaker.state).toBe('closed')
    }
    breaker.fail(breaker.enter())
    expect(breaker.state).toBe('open')
    expect(() => breaker.enter()).toThrow(CircuitOpenError)
  })

  it('opens after so many failures in a row, however many calls succeeded before', () => {
    const breaker = breakerAt(new VirtualClock())
    const ended = (how: 'succeed' | 'fail', times: number) => {
      for (let call = 0; call < times; call++) breaker[how](breaker.enter())
    }
    ended('succeed', 100)
    ended('fail', 4)
    ended('succeed', 1)
    ended('fail', 4)
    expect(breaker.state).toBe('closed')
    ended('fail', 1)
    expect(breaker.state).toBe('open')
  })

  it('forgets outcomes that left the window', () => {
    const clock = new VirtualClock()
    const breaker = breakerAt(clock)
    for (let call = 0; call < 3; call++) breaker.fail(breaker.enter())
    clock.skip(1_100)
    breaker.fail(breaker.enter())
    expect(breaker.state).toBe('closed')
  })

  it('says when to come again, doubles that while trials fail, and starts anew once closed', () => {
    const clock = new VirtualClock()
    const breaker = breakerAt(clock)
    open(breaker)
    const waits: number[] = []
    for (let round = 0; round < 4; round++) {
      waits.push(breaker.retryAfterMs)
      clock.skip(breaker.retryAfterMs)
      breaker.fail(breaker.enter())
    }
    expect(waits).toEqual([100, 200, 400, 400])
    clock.skip(400)
    for (const permit of [breaker.enter(), breaker.enter()]) breaker.succeed(permit)
    expect(breaker.state).toBe('closed')
    open(breaker)
    expect(breaker.retryAfterMs).toBe(100)
  })

  it('ignores the late success of a call that began before it opened', () => {
    const clock = new VirtualClock()
    const breaker = breakerAt(clock)
    const slow = [breaker.enter(), breaker.enter()]
    open(breaker)
    clock.skip(100)
    const trial = breaker.enter()
    for (const permit of slow) breaker.succeed(permit)
    expect(breaker.state).toBe('half-open')
    for (const permit of slow) breaker.fail(permit)
    expect(breaker.state).toBe('half-open')
    breaker.succeed(trial)
    breaker.succeed(breaker.enter())
    expect(breaker.state).toBe('closed')
  })

  it('opens again when trials give no verdict, and gives back what is withdrawn', () => {
    const clock = new VirtualClock()
    const breaker = breakerAt(clock)
    open(breaker)
    clock.skip(100)
    breaker.enter()
    const second = breaker.enter()
    expect(() => breaker.enter()).toThrow(CircuitOpenError)
    breaker.withdraw(second)
    breaker.enter()
    clock.skip(300)
    expect(breaker.state).toBe('open')
    expect(() => breaker.enter()).toThrow(CircuitOpenError)
  })

  it('lets through no more trials than it takes to close', () => {
    const clock = new VirtualClock()
    const breaker = breakerAt(clock)
    open(breaker)
    clock.skip(100)
    const [first] = [breaker.enter(), breaker.enter()]
    breaker.succeed(first)
    expect(() => breaker.enter()).toThrow(CircuitOpenError)
  })

  it('holds nothing from before against an upstream that is back', () => {
    const clock = new VirtualClock()
    const breaker = breakerAt(clock)
    open(breaker)
    clock.skip(100)
    for (const permit of [breaker.enter(), breaker.enter()]) breaker.succeed(permit)
    for (let call = 0; call < 3; call++) breaker.fail(breaker.enter())
    expect(breaker.state).toBe('closed')
  })

  it('reports changes of state', () => {
    const clock = new VirtualClock()
    const seen: CircuitState[] = []
    const breaker = new CircuitBreaker({ ...options, clock, onChange: (state) => seen.push(state) })
    open(breaker)
    clock.skip(100)
    for (const permit of [breaker.enter(), breaker.enter()]) breaker.succeed(permit)
    expect(seen).toEqual(['open', 'half-open', 'closed'])
  })
})

/** The same rules, written without any cleverness. */
class Model {
  state: CircuitState = 'closed'
  generation = 0
  until = 0
  openMs = options.openMs
  results: { slot: number; failed: boolean }[] = []
  underWay = 0
  succeeded = 0
  row = 0

  change(state: CircuitState, until: number) {
    Object.assign(this, { state, until, underWay: 0, succeeded: 0, row: 0 })
    this.generation++
  }

  openAgain(now: number) {
    this.openMs = Math.min(this.openMs * 2, options.maxOpenMs)
    this.change('open', now + this.openMs)
  }

  enter(now: number): number | null {
    if (this.state === 'open' && now >= this.until)
      this.change('half-open', now + options.maxHalfOpenMs)
    else if (this.state === 'half-open' && now >= this.until) this.openAgain(now)
    if (this.state === 'closed') return this.generation
    if (this.state === 'open') return null
    if (this.underWay + this.succeeded >= options.permittedCallsInHalfOpen) return null
    this.underWay++
    return this.generation
  }

  end(generation: number, how: 'succeed' | 'fail' | 'withdraw', now: number) {
    if (generation !== this.generation) return
    if (this.state === 'half-open') return this.endTrial(how, now)
    if (how === 'withdraw') return
    this.row = how === 'fail' ? this.row + 1 : 0
    const slot = Math.floor(now / (options.windowMs / 10))
    this.results.push({ slot, failed: how === 'fail' })
    const recent = this.results.filter((result) => result.slot > slot - 10)
    const rate = recent.filter(({ failed }) => failed).length / recent.length
    const isOften = recent.length >= options.minimumNumberOfCalls && rate >= 0.5
    if (how === 'fail' && (isOften || this.row >= options.consecutiveFailuresThreshold)) {
      this.change('open', now + this.openMs)
    }
  }

  endTrial(how: 'succeed' | 'fail' | 'withdraw', now: number) {
    if (how === 'fail') return this.openAgain(now)
    this.underWay--
    if (how === 'withdraw') return
    this.succeeded++
    if (this.succeeded < options.permittedCallsInHalfOpen) return
    this.openMs = options.openMs
    this.results = []
    this.change('closed', Number.POSITIVE_INFINITY)
  }
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'enter' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'succeed' as const,
        'fail' as const,
        'fail' as const,
        'withdraw' as const,
      ),
      call: fc.nat(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 99, 100, 200, 300, 1_000),
    }),
  },
)

describe('a circuit breaker and its model', () => {
  it('agree on every admission, whatever happens in which order', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 200, size: 'max' }), (steps) => {
        const clock = new VirtualClock()
        const breaker = breakerAt(clock)
        const model = new Model()
        const calls: { permit: Permit; generation: number }[] = []
        for (const action of steps) {
          if (action.kind === 'wait') clock.skip(action.ms)
          else if (action.kind === 'enter') {
            const generation = model.enter(clock.now())
            if (generation === null) expect(() => breaker.enter()).toThrow(CircuitOpenError)
            else calls.push({ permit: breaker.enter(), generation })
            expect(model.underWay).toBeLessThanOrEqual(options.permittedCallsInHalfOpen)
          } else {
            const [call] = calls.splice(action.call % Math.max(1, calls.length), 1)
            if (!call) continue
            breaker[action.kind](call.permit)
            model.end(call.generation, action.kind, clock.now())
          }
        }
      }),
      { numRuns: 600 },
    )
  })
})
