// Owns how long the calls of one chain took and how they ended, as metrics want it: counts in buckets, no samples.

/** How a call of the node ended; `retried` attempts of one call count once. */
export type CallOutcome = 'ok' | 'refused' | 'failed' | 'timeout' | 'circuit_open' | 'aborted'

/** Upper bounds of the buckets, in seconds: those that OpenTelemetry advises for durations of calls. */
export const callSecondsBounds = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const

/** Calls of one JSON-RPC method that ended alike. */
export interface CallSeries {
  readonly method: string
  readonly outcome: CallOutcome
  /** Calls up to each of `callSecondsBounds`, cumulated. */
  readonly buckets: readonly number[]
  readonly count: number
  readonly sumSeconds: number
}

interface Counts {
  readonly method: string
  readonly outcome: CallOutcome
  readonly buckets: number[]
  count: number
  sumSeconds: number
}

export class CallTimes {
  // Methods are the ones that the runtime itself sends: a handful.
  readonly #series = new Map<string, Counts>()
  #retries = 0

  /** Attempts after the first ones. */
  get retries(): number {
    return this.#retries
  }

  add(method: string, outcome: CallOutcome, seconds: number): void {
    const known = countsIn(this.#series, method, outcome)
    known.count++
    known.sumSeconds += seconds
    callSecondsBounds.forEach((bound, index) => {
      if (seconds <= bound) known.buckets[index] = (known.buckets[index] ?? 0) + 1
    })
  }

  retried(): void {
    this.#retries++
  }

  all(): readonly CallSeries[] {
    return [...this.#series.values()]
  }
}

/** Series of the same method and outcome as one. */
export const addCalls = (all: readonly CallSeries[]): CallSeries[] => {
  const sums = new Map<string, Counts>()
  for (const { method, outcome, buckets, count, sumSeconds } of all) {
    const known = countsIn(sums, method, outcome)
    known.count += count
    known.sumSeconds += sumSeconds
    buckets.forEach((value, index) => {
      known.buckets[index] = (known.buckets[index] ?? 0) + value
    })
  }
  return [...sums.values()]
}

const countsIn = (series: Map<string, Counts>, method: string, outcome: CallOutcome): Counts => {
  const name = `${method} ${outcome}`
  const known = series.get(name) ?? emptyCounts(method, outcome)
  series.set(name, known)
  return known
}

const emptyCounts = (method: string, outcome: CallOutcome): Counts => ({
  method,
  outcome,
  buckets: callSecondsBounds.map(() => 0),
  count: 0,
  sumSeconds: 0,
})
