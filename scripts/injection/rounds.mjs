// Owns attacking many positions with one document, each with another payload. What a round finds strange is halved
// until one attack is left, which attack.mjs judges alone.

import { harmlessText } from './blame.mjs'
import { pointerAmong, withTexts } from './positions.mjs'

/**
 * @typedef {object} Tally
 * @property {Record<'carried' | 'unused' | 'refused' | 'threw', number>} counts  Of attacks, by what became of them.
 * @property {{ position: string, payload: string, problems: readonly string[] }[]} failures
 * @property {number} alone  Attacks that had a document of their own.
 */

/** Positions of one kind that share documents. A payload comes again in a document where there are fewer of them. */
const chunkSize = 170

/**
 * Every position x every payload.
 * @param {Pick<import('./attack.mjs').Battery, 'attack' | 'difference' | 'run'>} battery
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
        await rounds.attackAll(dealt(chunk.positions, (i) => group[(i + turn) % group.length]))
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
    await rounds.attackAll(dealt(chunk.positions, (i) => payloadOf(chunk.positions[i])))
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
const oddMin = 8

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
const attackAlone = async ({ battery, subject, tally }, { position, name, payload }) => {
  const { outcome, problems } = await battery.attack(subject, position, payload)
  tally.alone++
  tally.counts[outcome]++
  if (problems.length > 0) tally.failures.push({ position: position.name, payload: name, problems })
  return { outcome, problems }
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

/** So many under suspicion are attacked alone, without another look at them together. */
const aloneMax = 4

/** Times that a position was attacked alone, refused by none, from which on it is no more attacked with others. */
const loneMin = 3

const nobody = { lost: new Set(), elsewhere: new Set() }
const alone = (attacks) => ({ left: attacks, suspects: nobody })

class Rounds {
  constructor(battery, subject, chunk, tally, odd) {
    this.battery = battery
    this.subject = subject
    this.chunk = chunk
    this.tally = tally
    this.odd = odd
    /** Positions whose text a name is made of: a harmless one is that name, and others are not. */
    this.named = new Set()
    /** How often the program of a position was another one than beside harmless texts. */
    this.lone = new Map()
  }

  /** Attacks on positions of the chunk. */
  async attackAll(attacks) {
    const isLone = ({ position }) => (this.lone.get(position) ?? 0) >= loneMin
    for (const each of attacks.filter(isLone)) await attackAlone(this, each)
    await this.attack(attacks.filter((each) => !isLone(each)))
  }

  async attack(attacks) {
    const { left, suspects } = attacks.length > 1 ? await this.#together(attacks) : alone(attacks)
    if (left.length <= 1) for (const each of left) await this.#alone(each)
    else if (left.length < attacks.length) await this.attack(left)
    else await this.#apart(left, suspects)
  }

  /** Those under suspicion alone where they are few, and the others together; halves where nobody is. */
  async #apart(attacks, { lost, elsewhere }) {
    for (const suspects of [lost, elsewhere]) {
      const some = attacks.filter(({ index }) => suspects.has(index))
      if (some.length === 0 || some.length === attacks.length) continue
      await this.attack(attacks.filter(({ index }) => !suspects.has(index)))
      if (some.length > aloneMax) await this.attack(some)
      else for (const each of some) await this.#alone(each, lost)
      return
    }
    const middle = attacks.length >> 1
    await this.attack(attacks.slice(0, middle))
    await this.attack(attacks.slice(middle))
  }

  /** One whose text is lost among others, and rightly so alone, has it as a name. */
  async #alone(attack, lost = nobody.lost) {
    const { position, index, name } = attack
    this.odd.set(name, (this.odd.get(name) ?? 0) + 1)
    const { outcome, problems } = await attackAlone(this, attack)
    if (outcome === 'refused') return
    if (lost.has(index) && problems.length === 0) this.named.add(position)
    else this.lone.set(position, (this.lone.get(position) ?? 0) + 1)
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
      return alone(attacks)
    }
    if (run.refused !== null)
      return { left: await this.#refusedAmong(attacks, edits, run), suspects: nobody }
    const { harmless } = this.chunk
    if (harmless === undefined || run.problems.length > 0) return alone(attacks)
    const suspects = this.battery.difference(harmless, run, textsOf(attacks, this.named))
    if (suspects !== null) return { left: attacks, suspects }
    for (const { position } of attacks) this.tally.counts[position.outcome]++
    return { left: [], suspects: nobody }
  }

  async #refusedAmong(attacks, edits, run) {
    if (run.refused.length > 0) return attacks
    const refused = blamed(run.errors, attacks, edits)
    for (const each of refused) {
      if (isSameRefusal(each, run.errors, edits)) this.tally.counts.refused++
      else await this.#alone(each)
    }
    return attacks.filter((each) => !refused.has(each))
  }

  /** Every position of the chunk gets a text, so that its harmless run is one for all rounds. */
  #edits(attacks) {
    const own = new Map(attacks.map((each) => [each.position, each]))
    if (!this.chunk.takesTexts) return attacks
    return this.chunk.positions.map((position, i) => own.get(position) ?? filler(position, i))
  }
}

const filler = (position, index) => ({ position, payload: harmlessText(index) })

/** Which text has to be where another one is in the harmless run. */
const textsOf = (attacks, named) =>
  attacks
    .filter(({ position }) => !named.has(position))
    .map(({ position, index, payload }) => ({
      index,
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
