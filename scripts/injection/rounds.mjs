// Owns attacking many positions with one document, each with another payload. What a round finds strange is halved
// until one attack is left, which attack.mjs judges alone.

import { benign } from './attack.mjs'
import { pointerAmong, withTexts } from './positions.mjs'

/**
 * @typedef {object} Tally
 * @property {Record<'carried' | 'unused' | 'refused' | 'threw', number>} counts  Of attacks, by what became of them.
 * @property {{ position: string, payload: string, problems: readonly string[] }[]} failures
 * @property {number} alone  Attacks that had a document of their own.
 */

/** Positions of one kind that share documents; with more than there are payloads, one would stand there twice. */
const chunkSize = 85

/**
 * Every position x every payload.
 * @param {Pick<import('./attack.mjs').Battery, 'attack' | 'isLike' | 'run'>} battery
 * @param {import('./attack.mjs').Subject} subject
 * @param {readonly object[]} positions
 * @param {readonly (readonly [name: string, payload: string])[]} payloads
 * @param {(tally: Tally) => void} [told]  Called whenever some positions are done.
 * @returns {Promise<Tally>}
 */
export const attackInRounds = async (battery, subject, positions, payloads, told = () => {}) => {
  const tally = newTally()
  const odd = new Map()
  for (const chunk of await chunksOf(battery, subject, positions)) {
    const rounds = new Rounds(battery, subject, chunk, tally, odd)
    for (const group of groupsOf(payloads, odd)) {
      for (let turn = 0; turn < group.length; turn++)
        await rounds.attack(dealt(chunk.positions, (i) => group[(i + turn) % group.length]))
    }
    told(tally)
  }
  return tally
}

/**
 * Every position with the one payload that `payloadOf` says.
 * @param {(position: object) => readonly [name: string, payload: string]} payloadOf
 * @returns {Promise<Tally>}
 */
export const attackOnce = async (battery, subject, positions, payloadOf) => {
  const tally = newTally()
  for (const chunk of await chunksOf(battery, subject, positions)) {
    const rounds = new Rounds(battery, subject, chunk, tally, new Map())
    await rounds.attack(dealt(chunk.positions, (i) => payloadOf(chunk.positions[i])))
  }
  return tally
}

const newTally = () => ({
  counts: { carried: 0, unused: 0, refused: 0, threw: 0 },
  failures: [],
  alone: 0,
})

/** Attacks on positions, but for those that change nothing. */
const dealt = (positions, payloadAt) =>
  positions.flatMap((position, index) => {
    const [name, payload] = payloadAt(index)
    return payload === position.text ? [] : [{ position, index, name, payload }]
  })

/** Times that a payload was attacked alone from which on it is odd. */
const oddMin = 5

/**
 * Payloads that are often attacked alone (names that mean something, texts that sort elsewhere) apart from the others:
 * in one document with them these would be taken apart as well, again and again.
 */
const groupsOf = (payloads, odd) => {
  const isOdd = ([name]) => (odd.get(name) ?? 0) >= oddMin
  const groups = [payloads.filter((each) => !isOdd(each)), payloads.filter(isOdd)]
  return groups.filter((group) => group.length > 0)
}

/** One attack with a document of its own. */
const attackAlone = async (battery, subject, { position, name, payload }, tally) => {
  const { outcome, problems } = await battery.attack(subject, position, payload)
  tally.alone++
  tally.counts[outcome]++
  if (problems.length > 0) tally.failures.push({ position: position.name, payload: name, problems })
}

/** Positions that share documents: of one kind, and either all take a harmless text together, or each refuses one. */
const chunksOf = async (battery, subject, positions) => {
  const chunks = []
  for (const wanted of new Set(positions.map(({ kind }) => kind))) {
    const refusing = []
    const taking = await takingChunks(
      battery,
      subject,
      positions.filter(({ kind }) => kind === wanted),
      refusing,
    )
    chunks.push(...taking)
    chunks.push(...slicesOf(refusing).map((each) => ({ takesTexts: false, positions: each })))
  }
  return chunks
}

/** Parts that are smaller are put together again once those that refuse a text are known. */
const partMin = 20
const passesMax = 4

/** Parts come apart because of what refuses texts beside them, so what is left over is tried together again. */
const takingChunks = async (battery, subject, positions, refusing) => {
  let left = positions
  const chunks = []
  for (let pass = 1; left.length > 0; pass++) {
    const parts = []
    for (const slice of slicesOf(left))
      parts.push(...(await takingParts(battery, subject, slice, refusing)))
    const isDone = (part) => pass === passesMax || part.positions.length >= partMin
    chunks.push(...parts.filter(isDone))
    left = parts.filter((part) => !isDone(part)).flatMap((part) => part.positions)
  }
  return chunks
}

const slicesOf = (positions) =>
  Array.from({ length: Math.ceil(positions.length / chunkSize) }, (_, i) =>
    positions.slice(i * chunkSize, (i + 1) * chunkSize),
  )

/**
 * Parts of positions whose harmless texts are taken together: others would all have to be attacked alone. Those whose
 * own harmless text is refused go to `refusing`, with what is said of them.
 */
const takingParts = async (battery, subject, positions, refusing) => {
  if (positions.length === 0) return []
  const edits = positions.map(filler)
  const run = await battery.run(subject, withTexts(subject.document, edits))
  if (run.refused === null && run.problems.length === 0) return [takingChunk(positions, run)]
  if (positions.length === 1) {
    const reasons = reasonsOf(run.errors, pointerAmong(edits)(positions[0]))
    refusing.push({ ...positions[0], outcome: 'refused', reasons })
    return []
  }
  const { suspects, others } = suspectsAmong(positions, edits, run)
  const parts = []
  for (const part of [...suspects, others])
    parts.push(...(await takingParts(battery, subject, part, refusing)))
  return parts
}

/** Positions where errors are, each to be looked at alone; halves where there are none. */
const suspectsAmong = (positions, edits, { errors }) => {
  const blamedOnes = blamed(errors, edits, edits)
  const suspects = positions.filter((_, i) => blamedOnes.has(edits[i]))
  const middle = positions.length >> 1
  if (suspects.length === 0 || suspects.length === positions.length)
    return { suspects: [positions.slice(0, middle)], others: positions.slice(middle) }
  return {
    suspects: suspects.map((each) => [each]),
    others: positions.filter((each) => !suspects.includes(each)),
  }
}

/** What becomes of each position's harmless text in a run that takes them all. */
const takingChunk = (positions, harmless) => ({
  takesTexts: true,
  harmless,
  positions: positions.map((position, i) => ({
    ...position,
    outcome: harmless.files.some(({ text }) => text.includes(harmlessText(i)))
      ? 'carried'
      : 'unused',
  })),
})

class Rounds {
  constructor(battery, subject, chunk, tally, odd) {
    this.battery = battery
    this.subject = subject
    this.chunk = chunk
    this.tally = tally
    this.odd = odd
  }

  async attack(attacks) {
    const left = attacks.length > 1 ? await this.#together(attacks) : attacks
    if (left.length > 1 && left.length === attacks.length) {
      const middle = left.length >> 1
      await this.attack(left.slice(0, middle))
      await this.attack(left.slice(middle))
    } else if (left.length > 1) await this.attack(left)
    else for (const each of left) await this.#alone(each)
  }

  async #alone(attack) {
    this.odd.set(attack.name, (this.odd.get(attack.name) ?? 0) + 1)
    await attackAlone(this.battery, this.subject, attack, this.tally)
  }

  /**
   * Those of the attacks that one document does not decide. A refusal is blamed by its place, which may be another
   * attack's doing: it counts where a harmless text alone is refused for the same reason, and is tried alone elsewhere.
   */
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
      for (const each of refused) {
        if (isSameRefusal(each, run.errors, edits)) this.tally.counts.refused++
        else await this.#alone(each)
      }
      return attacks.filter((each) => !refused.has(each))
    }
    const { harmless } = this.chunk
    if (harmless === undefined || run.problems.length > 0) return attacks
    if (!this.battery.isLike(harmless, run, textsOf(attacks))) return attacks
    for (const { position } of attacks) this.tally.counts[position.outcome]++
    return []
  }

  /** Every position of the chunk gets a text, so that its harmless run is one for all rounds. */
  #edits(attacks) {
    const own = new Map(attacks.map((each) => [each.position, each]))
    if (!this.chunk.takesTexts) return attacks
    return this.chunk.positions.map((position, i) => own.get(position) ?? filler(position, i))
  }
}

const filler = (position, index) => ({ position, payload: harmlessText(index) })

/** Ends in what no number goes on with: the first is no part of the tenth. */
const harmlessText = (index) => `${benign}${index}q`

/** Which text has to be where another one is in the harmless run. */
const textsOf = (attacks) =>
  attacks.map(({ position, index, payload }) => ({
    wanted: `${position.before}${harmlessText(index)}`,
    expected: `${position.before}${payload}`,
  }))

/** Attacks where an error is: at the text itself, or below the key that it became; a key and its value share a place. */
const blamed = (errors, attacks, edits) => {
  const pointer = pointerAmong(edits)
  const byPointer = new Map()
  for (const each of attacks) {
    const place = pointer(each.position)
    byPointer.set(place, [...(byPointer.get(place) ?? []), each])
  }
  return new Set(
    errors.flatMap(({ at }) => {
      for (
        let place = at?.pointer ?? '';
        place !== '';
        place = place.slice(0, place.lastIndexOf('/'))
      ) {
        const found = byPointer.get(place)
        if (found !== undefined) return found
      }
      return []
    }),
  )
}

/** Errors at a position itself, by their codes. */
const reasonsOf = (errors, pointer) =>
  new Set(errors.filter(({ at }) => at?.pointer === pointer).map(({ code }) => code))

/** Whether the position's harmless text was refused with the same code at the same place, where no other text is. */
const isSameRefusal = ({ position }, errors, edits) => {
  if (position.reasons === undefined) return false
  const pointer = pointerAmong(edits)
  const place = pointer(position)
  if (edits.filter((each) => pointer(each.position) === place).length > 1) return false
  return [...reasonsOf(errors, place)].some((code) => position.reasons.has(code))
}
