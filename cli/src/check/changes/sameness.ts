// Owns whether two schemas demand the same of values, with all that they are made of.

import type { Api } from '../../ir/api.js'
import type { Schema, SchemaId } from '../../ir/schema.js'

/** Pairs of schemas that one verdict looks at. */
const pairsMax = 100_000
/** Pairs that are looked at, in all, to leave out what is the same inside of what is not. */
const pairsInsideMax = 20_000

/** What is asked of two schemas: what they demand of values; or also what is said besides: defaults, deprecations, how numbers are kept. */
export type Sense = 'demands' | 'demands and words'

/** What a schema demands of values: what names and describes it is left out, and the order of what has none. */
const demandsOf = (schema: Schema, sense: Sense): unknown => {
  const { id: _, at, name, title, description, examples, default: value, ...demands } = schema
  const { discriminator, properties, required, types, deprecated, exact, ...rest } = demands
  return {
    ...rest,
    ...(sense === 'demands' ? {} : { deprecated, exact, default: value?.value }),
    discriminator: discriminator === null ? null : { ...discriminator, at: null },
    properties: [...properties].sort((a, b) => (a.name < b.name ? -1 : 1)),
    required: [...required].sort(),
    types: types === null ? null : [...types].sort(),
  }
}

/** The value with a mark in place of each schema that it names, and those schemas. */
const shallow = (api: Api, value: unknown): { readonly text: string; readonly ids: SchemaId[] } => {
  const ids: SchemaId[] = []
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'string' || !api.schemas.has(member)) return member
    ids.push(member)
    return { schema: true }
  })
  return { text, ids }
}

type Shallow = ReturnType<typeof shallow>

/** Schemas as they are compared, made once. */
const knownShallow = new WeakMap<Api, Map<string, Shallow>>()

const shallowSchema = (api: Api, schema: Schema, sense: Sense): Shallow => {
  const known = knownShallow.get(api) ?? new Map<string, Shallow>()
  knownShallow.set(api, known)
  const key = `${sense} ${schema.id}`
  const found = known.get(key) ?? shallow(api, demandsOf(schema, sense))
  known.set(key, found)
  return found
}

/** `unknown`: that took more than the limit. */
export type Verdict = 'same' | 'other' | 'unknown'

/** Of two documents: pairs of schemas that demand the same, and verdicts on what holds schemas, by its text. */
interface Known {
  readonly same: Set<string>
  readonly verdicts: Map<string, Verdict>
  pairsInside: number
}

const knownOf: Readonly<Record<Sense, WeakMap<Api, WeakMap<Api, Known>>>> = {
  demands: new WeakMap(),
  'demands and words': new WeakMap(),
}

const knownBetween = (before: Api, after: Api, sense: Sense): Known => {
  const ofBefore = knownOf[sense].get(before) ?? new WeakMap<Api, Known>()
  knownOf[sense].set(before, ofBefore)
  const known = ofBefore.get(after) ?? { same: new Set(), verdicts: new Map(), pairsInside: 0 }
  ofBefore.set(after, known)
  return known
}

/** Schemas that contain themselves are looked at once with each other. */
const compared = (
  before: Api,
  after: Api,
  left: unknown,
  right: unknown,
  sense: Sense,
  seen = new Set<string>(),
): Verdict => {
  const { same } = knownBetween(before, after, sense)
  const open: [Shallow, Shallow][] = [[shallow(before, left), shallow(after, right)]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [old, now] = next
    if (old.text !== now.text) return 'other'
    for (const [i, id] of old.ids.entries()) {
      const [one, other] = [before.schemas.get(id), after.schemas.get(now.ids[i] ?? '')]
      const key = JSON.stringify([id, now.ids[i]])
      if (same.has(key) || seen.has(key) || one === undefined || other === undefined) continue
      if (seen.size >= pairsMax) return 'unknown'
      seen.add(key)
      open.push([shallowSchema(before, one, sense), shallowSchema(after, other, sense)])
    }
  }
  // Each of them was held against the other, down to the ground.
  for (const key of seen) same.add(key)
  return 'same'
}

/**
 * Whether two values that hold ids of schemas demand the same, whatever the schemas are called.
 *
 * @example
 * const verdict = verdictOf(api, api, 'api.yaml#/components/schemas/Pet', 'api.yaml#/components/schemas/Animal')
 */
export const verdictOf = (
  before: Api,
  after: Api,
  left: unknown,
  right: unknown,
  sense: Sense = 'demands',
): Verdict => {
  const known = knownBetween(before, after, sense)
  const key = JSON.stringify([left, right])
  const verdict = known.verdicts.get(key) ?? compared(before, after, left, right, sense)
  known.verdicts.set(key, verdict)
  return verdict
}

/**
 * Whether two schemas inside of others are known to be the same, or found to be while that is cheap: in a chain whose
 * last one differs each would be followed to the end.
 */
export const isSameInside = (
  before: Api,
  after: Api,
  old: SchemaId,
  now: SchemaId,
  sense: Sense,
): boolean => {
  const known = knownBetween(before, after, sense)
  if (known.same.has(JSON.stringify([old, now]))) return true
  if (known.pairsInside >= pairsInsideMax) return false
  const seen = new Set<string>()
  const verdict = compared(before, after, old, now, sense, seen)
  known.pairsInside += seen.size
  return verdict === 'same'
}
