// Owns attacking many positions with one document, each with another payload. What a round finds strange is halved
// until one attack is left, which attack.mjs judges alone.

import { benign } from './attack.mjs'
import { pointerAmong, withTexts } from './positions.mjs'

/** Positions of one kind that share documents; about as many as there are payloads. */
const chunkSize = 80

/**
 * Every position x every payload.
 * @param {import('./attack.mjs').Battery} battery
 * @param {readonly object[]} positions
 * @param {ReadonlyMap<string, string>} payloads
 * @param {(tally: object) => void} [told]  Called whenever some positions are done.
 * @returns {Promise<{ counts: object, failures: readonly object[] }>}
 */
export const attackInRounds = async (battery, subject, positions, payloads, told = () => {}) => {
  const tally = { counts: { carried: 0, unused: 0, refused: 0, threw: 0 }, failures: [], alone: 0 }
  for (const chunk of await chunksOf(battery, subject, positions)) {
    const rounds = new Rounds(battery, subject, chunk, tally)
    for (let turn = 0; turn < payloads.length; turn++) {
      const attacks = chunk.positions.flatMap((position, i) => {
        const [name, payload] = payloads[(i + turn) % payloads.length]
        return payload === position.text ? [] : [{ position, index: i, name, payload }]
      })
      await rounds.attack(attacks)
    }
    told(tally)
  }
  return tally
}

/** One attack with a document of its own. */
export const attackAlone = async (battery, subject, { position, name, payload }, tally) => {
  const { outcome, problems } = await battery.attack(subject, position, payload)
  tally.alone++
  tally.counts[outcome]++
  if (problems.length > 0) tally.failures.push({ position: position.name, payload: name, problems })
}

/** Positions that stand together, by kind, and by whether a harmless text is refused there. */
const chunksOf = async (battery, subject, positions) => {
  const groups = new Map()
  for (const position of positions) {
    const outcome = await battery.harmlessOutcome(subject, position)
    const key = `${position.kind} ${outcome === 'refused'}`
    const group = groups.get(key) ?? { takesTexts: outcome !== 'refused', positions: [] }
    groups.set(key, group)
    group.positions.push({ ...position, outcome })
  }
  return [...groups.values()].flatMap(({ takesTexts, positions: all }) =>
    Array.from({ length: Math.ceil(all.length / chunkSize) }, (_, i) => ({
      takesTexts,
      positions: all.slice(i * chunkSize, (i + 1) * chunkSize),
    })),
  )
}

class Rounds {
  #harmless = null

  constructor(battery, subject, chunk, tally) {
    this.battery = battery
    this.subject = subject
    this.chunk = chunk
    this.tally = tally
  }

  async attack(attacks) {
    const left = attacks.length > 1 ? await this.#together(attacks) : attacks
    if (left.length > 1 && left.length === attacks.length) {
      const middle = left.length >> 1
      await this.attack(left.slice(0, middle))
      await this.attack(left.slice(middle))
    } else if (left.length > 1) await this.attack(left)
    else for (const each of left) await attackAlone(this.battery, this.subject, each, this.tally)
  }

  /** Those of the attacks that one document does not decide. */
  async #together(attacks) {
    const edits = this.#edits(attacks)
    let run = null
    try {
      run = await this.battery.run(this.subject, withTexts(this.subject.document, edits))
    } catch {
      return attacks
    }
    if (run.refused !== null) {
      if (run.refused.length > 0) return attacks
      const refused = blamed(run.errors, attacks, edits)
      this.tally.counts.refused += refused.size
      return attacks.filter((each) => !refused.has(each))
    }
    if (!this.chunk.takesTexts || run.problems.length > 0) return attacks
    const harmless = await this.#harmlessRun()
    if (harmless === null || !this.battery.isLike(harmless, run, textsOf(attacks))) return attacks
    for (const { position } of attacks) this.tally.counts[position.outcome]++
    return []
  }

  /** Every position of the chunk gets a text, so that its harmless run is one for all rounds. */
  #edits(attacks) {
    const own = new Map(attacks.map((each) => [each.position, each]))
    if (!this.chunk.takesTexts) return attacks
    return this.chunk.positions.map((position, i) => own.get(position) ?? filler(position, i))
  }

  async #harmlessRun() {
    if (this.#harmless !== null) return this.#harmless
    const edits = this.chunk.positions.map(filler)
    const run = await this.battery.run(this.subject, withTexts(this.subject.document, edits))
    this.#harmless = run.refused === null ? run : null
    return this.#harmless
  }
}

const filler = (position, index) => ({ position, payload: harmlessText(index) })

const harmlessText = (index) => `${benign}${index}`

/** What counts as a text that came through, in the harmless run and in that of the attacks. */
const textsOf = (attacks) => ({
  wanted: new Set(attacks.map(({ position, index }) => `${position.before}${harmlessText(index)}`)),
  expected: new Set(attacks.map(({ position, payload }) => `${position.before}${payload}`)),
})

/** Attacks where an error is: at the text itself, or below the key that it became. */
const blamed = (errors, attacks, edits) => {
  const pointer = pointerAmong(edits)
  const byPointer = new Map(attacks.map((each) => [pointer(each.position), each]))
  return new Set(
    errors.flatMap(({ at }) => {
      for (
        let place = at?.pointer ?? '';
        place !== '';
        place = place.slice(0, place.lastIndexOf('/'))
      ) {
        const found = byPointer.get(place)
        if (found !== undefined) return [found]
      }
      return []
    }),
  )
}
