// Owns what all guarded expressions together may use up in one turn of the event loop, so that no number of values in
// one request, and no number of requests read at once, adds up.

/** So much of something in each turn of the event loop. */
export class TurnBudget {
  #spent = 0
  #isForgetting = false

  constructor(readonly max: number) {}

  get left(): number {
    return this.max - this.#spent
  }

  spend(amount: number): void {
    this.#spent += amount
    if (this.#isForgetting) return
    this.#isForgetting = true
    // A turn is over when what was to come next comes.
    setImmediate(() => {
      this.#spent = 0
      this.#isForgetting = false
    }).unref()
  }
}
