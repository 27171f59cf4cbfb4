// Owns comparing two versions of a schema: each difference with the rule it falls under, and where it stands.

import type { SourceRef } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import { isMarked, type Mark } from '../../ir/marks.js'
import type { SchemaId } from '../../ir/schema.js'
import { compareConditions } from './conditions.js'
import { compareDemands, type Tell } from './demands.js'
import { compareDiscriminators } from './discriminators.js'
import { rules, type SchemaRuleId } from './rules.js'
import { isSameInside, verdictOf } from './sameness.js'
import { asksForText, asksNothing, type SchemaView, type Together, viewOf } from './view.js'

/** One difference: the rule, the place in the value (`/owner/name`, '' for all of it), and what changed. */
export interface SchemaChange {
  readonly rule: SchemaRuleId
  readonly path: string
  readonly detail: string
  /** In the new document. */
  readonly at: SourceRef
}

/** What is known of a schema by where it stands. */
export interface Standing {
  readonly hidden: Mark
  /** What has it is a text whatever the schema says: a header, or a body that is no JSON. */
  readonly isText: boolean
  /** What has it, in the new document. */
  readonly at: SourceRef
}

/** Defaults and deprecations are told too. */
const sense = 'demands and words'

/** Pairs of schemas that one comparison looks at. */
const pairsMax = 20_000
/** Pairs that are looked at to see whether one alternative of a union is what was there without it. */
const partPairsMax = 200
/** Such pairs of two documents in all; beyond them an alternative counts as another one. */
const partPairsTotalMax = 20_000

/**
 * What changed between two schemas and all that they are made of. Each pair is compared once, so recursive
 * schemas end. Members that `hidden` marks are left out: readOnly ones of requests, writeOnly ones of answers.
 */
export const compareSchemas = (
  before: Api,
  after: Api,
  roots: readonly [SchemaId | null, SchemaId | null],
  { hidden, isText, at }: Standing,
): readonly SchemaChange[] => {
  const [old, now] = roots
  if (old === null || now === null) {
    const [api, id] = old === null ? [after, now] : [before, old]
    const view = id === null ? null : viewOf(api, [id])
    if (view === null || asksNothing(view) || (isText && asksForText(view))) return []
    return [
      old === null
        ? { rule: 'schema-added', path: '', detail: 'a schema was given', at: view.at }
        : { rule: 'schema-removed', path: '', detail: 'its schema was taken away', at },
    ]
  }
  // What nobody edited is not walked through, however large it is.
  if (verdictOf(before, after, old, now, sense) === 'same') return []
  const comparison = new Comparison(before, after, hidden)
  comparison.add([old], [now], '')
  return comparison.run()
}

class Comparison {
  readonly #seen = new Set<string>()
  readonly #open: (readonly [Together, Together, string])[] = []
  readonly #changes: SchemaChange[] = []
  /** Whether pairs were left out, beyond the limit. */
  isCut = false

  constructor(
    readonly before: Api,
    readonly after: Api,
    readonly hidden: Mark,
    /** Pairs that it looks at. */
    readonly most = pairsMax,
  ) {}

  add(old: Together, now: Together, path: string): void {
    const key = JSON.stringify([old, now])
    if (this.#seen.has(key)) return
    if (this.#seen.size >= this.most) {
      this.isCut = true
      return
    }
    this.#seen.add(key)
    const [one, ...others] = old
    const [other, ...rest] = now
    const isOne = others.length === 0 && rest.length === 0
    if (isOne && one !== undefined && other !== undefined)
      if (isSameInside(this.before, this.after, one, other, sense)) return
    this.#open.push([old, now, path])
  }

  run(): readonly SchemaChange[] {
    for (let next = this.#open.shift(); next !== undefined; next = this.#open.shift()) {
      const [old, now, path] = next
      const left = viewOf(this.before, old)
      const right = viewOf(this.after, now)
      if (left === null || right === null) continue
      this.#compare(left, right, (rule, detail, inside = '') => {
        this.#changes.push({ rule, path: path + inside, detail, at: right.at })
      })
      this.#descend(left, right, path)
      this.#compareWithUnion(old, now, left, right, path)
      const cut = left.isCut || right.isCut || this.isCut
      if (cut && !this.#changes.some(({ rule }) => rule === 'not-compared')) {
        const detail = 'what is beyond the limits of the comparison was not looked at'
        this.#changes.push({ rule: 'not-compared', path, detail, at: right.at })
      }
    }
    return this.#changes
  }

  #compare(left: SchemaView, right: SchemaView, tell: Tell): void {
    compareDemands(left, right, tell)
    compareConditions([this.before, left.conditions], [this.after, right.conditions], tell)
    compareDiscriminators([this.before, left], [this.after, right], tell)
    this.#compareProperties(left, right, tell)
    this.#compareRest('items', left.items, right.items, tell)
    for (const [i, [old, now]] of positions(left, right).entries())
      this.#compareRest('items', old, now, tell, `/${i}`)
    if (!left.isClosed && !right.isClosed)
      this.#compareRest('members', left.additional, right.additional, tell)
    if (left.contents.length === 0 && right.contents.length > 0)
      tell('schema-added', 'a schema was given for the JSON that the text holds')
    if (left.contents.length > 0 && right.contents.length === 0)
      tell('schema-removed', 'the schema of the JSON that the text holds was taken away')
    this.#compareBranches(left, right, tell)
  }

  #compareProperties(left: SchemaView, right: SchemaView, tell: Tell): void {
    const visible = (api: Api, { properties }: SchemaView) =>
      [...properties]
        .filter(([, ids]) => !ids.some((id) => isMarked(api, id, this.hidden)))
        .map(([name]) => name)
    const old = new Set(visible(this.before, left))
    const now = new Set(visible(this.after, right))
    for (const name of old) {
      if (now.has(name)) {
        if (!left.required.has(name) && right.required.has(name))
          tell('property-became-required', `\`${name}\` is required now`, `/${name}`)
        if (left.required.has(name) && !right.required.has(name))
          tell('property-became-optional', `\`${name}\` is not required any more`, `/${name}`)
        continue
      }
      tell('property-removed', `\`${name}\` was removed`, `/${name}`)
      if (right.isClosed && !right.properties.has(name))
        tell('property-refused', `\`${name}\` is refused now`, `/${name}`)
    }
    for (const name of now) {
      if (!old.has(name) && right.required.has(name))
        tell('property-added-required', `\`${name}\` was added, and is required`, `/${name}`)
    }
    // Required, and declared elsewhere or nowhere; what is hidden is required of nobody.
    const isBare = (name: string) =>
      !right.properties.has(name) && (old.has(name) || !left.properties.has(name))
    for (const name of right.required)
      if (isBare(name) && !left.required.has(name))
        tell('property-became-required', `\`${name}\` is required now`, `/${name}`)
    if (!left.isClosed && right.isClosed) tell('closed', 'undeclared properties are refused now')
    if (left.isClosed && !right.isClosed) tell('opened', 'undeclared properties are allowed now')
  }

  /** Where schemas stand for what is not named, in one version only. */
  #compareRest(
    what: 'items' | 'members',
    old: Together,
    now: Together,
    tell: Tell,
    inside = '',
  ): void {
    const asks = (api: Api, ids: Together): boolean => {
      const view = viewOf(api, ids)
      return view !== null && !asksNothing(view)
    }
    const words = what === 'items' ? 'items' : 'undeclared properties'
    if (old.length === 0 && asks(this.after, now))
      tell(`${what}-typed`, `${words} have to satisfy a schema now`, inside)
    if (now.length === 0 && asks(this.before, old))
      tell(`${what}-untyped`, `${words} may be anything now`, inside)
  }

  /**
   * A union in one version only: nothing is refused that was not where one alternative takes all that was taken, and
   * nothing comes where all that is taken now was taken by one.
   */
  #compareWithUnion(
    old: Together,
    now: Together,
    left: SchemaView,
    right: SchemaView,
    path: string,
  ): void {
    const [was, is] = [left.branches, right.branches]
    if ((was.length === 0) === (is.length === 0)) return
    const has = (pair: readonly [Together, Together], effect: 'narrows' | 'widens'): boolean => {
      // No comparison in a comparison in a comparison: a union in an alternative counts as another one.
      if (this.most < pairsMax) return true
      return this.#partEffects(pair).some((each) => [effect, 'differs'].includes(each))
    }
    const { at } = right
    if (was.length === 0 && is.every((id) => has([old, [id]], 'narrows')))
      this.#changes.push({ rule: 'union-added', path, detail: 'there are alternatives now', at })
    if (is.length === 0 && was.every((id) => has([[id], now], 'widens')))
      this.#changes.push({ rule: 'union-removed', path, detail: 'no alternatives any more', at })
  }

  /** What an alternative does to what was there without it, asked once for each pair. */
  #partEffects(pair: readonly [Together, Together]): readonly Effect[] {
    const known = partsBetween(this.before, this.after)
    const key = JSON.stringify([this.hidden, ...pair])
    const found = known.effects.get(key)
    if (found !== undefined) return found
    if (known.pairs >= partPairsTotalMax) return ['differs']
    const part = new Comparison(this.before, this.after, this.hidden, partPairsMax)
    part.add(...pair, '')
    const effects = [...new Set(part.run().map(({ rule }) => rules[rule].effect))]
    known.pairs += part.#seen.size
    known.effects.set(key, effects)
    return effects
  }

  #compareBranches(left: SchemaView, right: SchemaView, tell: Tell): void {
    const pairs = this.#branchPairs(left, right)
    if (left.branches.length === 0 || right.branches.length === 0) return
    if (!left.isExclusive && right.isExclusive)
      tell('alternatives-exclude', 'a value of two alternatives is refused now (`oneOf`)')
    if (left.isExclusive && !right.isExclusive && right.branches.length > 1)
      tell('alternatives-overlap', 'a value may be of two alternatives now (`anyOf`)')
    for (const [old, now, name] of pairs) {
      if (now === null) tell('branch-removed', `the alternative ${name} was removed`)
      else if (old === null) tell('branch-added', `the alternative ${name} was added`)
    }
  }

  /** Alternatives that are the same one: by name, those without a name by their order. */
  #branchPairs(left: SchemaView, right: SchemaView): [SchemaId | null, SchemaId | null, string][] {
    const named = (api: Api, ids: readonly SchemaId[]): Map<string, SchemaId> => {
      let unnamed = 0
      return new Map(
        ids.map((id) => {
          const name = api.schemas.get(id)?.name ?? null
          return [name === null ? `number ${++unnamed}` : `\`${name}\``, id]
        }),
      )
    }
    const old = named(this.before, left.branches)
    const now = named(this.after, right.branches)
    const names = new Set([...old.keys(), ...now.keys()])
    return [...names].map((name) => [old.get(name) ?? null, now.get(name) ?? null, name])
  }

  #descend(left: SchemaView, right: SchemaView, path: string): void {
    for (const [name, old] of left.properties) {
      // What is not declared any more is one of the rest.
      const now = right.properties.get(name) ?? right.additional
      if (now.length > 0) this.add(old, now, `${path}/${name}`)
    }
    if (left.additional.length > 0)
      for (const [name, now] of right.properties)
        if (!left.properties.has(name)) this.add(left.additional, now, `${path}/${name}`)
    const both = (old: Together, now: Together, inside: string): void => {
      if (old.length > 0 && now.length > 0) this.add(old, now, path + inside)
    }
    both(left.items, right.items, '/[]')
    for (const [i, [old, now]] of positions(left, right).entries()) both(old, now, `/${i}`)
    both(left.additional, right.additional, '/*')
    both(left.contents, right.contents, '')
    for (const [old, now] of this.#branchPairs(left, right))
      if (old !== null && now !== null) this.add([old], [now], path)
  }
}

type Effect = (typeof rules)[SchemaRuleId]['effect']

/** What is known of alternatives of two documents. */
interface Parts {
  readonly effects: Map<string, readonly Effect[]>
  pairs: number
}

const knownParts = new WeakMap<Api, WeakMap<Api, Parts>>()

const partsBetween = (before: Api, after: Api): Parts => {
  const ofBefore = knownParts.get(before) ?? new WeakMap<Api, Parts>()
  knownParts.set(before, ofBefore)
  const known = ofBefore.get(after) ?? { effects: new Map(), pairs: 0 }
  ofBefore.set(after, known)
  return known
}

/** Items of a tuple by their position; beyond those that one version names, as all others are there. */
const positions = (left: SchemaView, right: SchemaView): (readonly [Together, Together])[] =>
  Array.from({ length: Math.max(left.prefixItems.length, right.prefixItems.length) }, (_, i) => [
    left.prefixItems[i] ?? left.items,
    right.prefixItems[i] ?? right.items,
  ])
